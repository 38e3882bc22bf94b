"""Judges synthesized stacks that others wrote, before anything with an identity reads them.

Whoever opens a pull request writes its stacks. Terraform's language reaches beyond the plan that it
makes: functions read files, data sources read secrets and call functions, a provider's settings say
where its token goes, `import` blocks read whatever has an id. So what is not known here is refused.
"""
