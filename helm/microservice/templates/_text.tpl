{{- /*
What people write, as YAML that has one reading: maps and lists in braces and brackets, every key and every text in
double quotes. `quote` alone does for one text. It escapes whatever is not printable, unlike toJson and toYaml, of which
YAML reads some characters as line breaks and refuses others. tests/helm/test_templates.py lets no other way in.
*/}}
{{- define "microservice.yaml" -}}
{{- if kindIs "string" . -}}
{{ quote . }}
{{- else if kindIs "map" . -}}
{ {{- range $key, $value := . }}{{ quote $key }}: {{ include "microservice.yaml" $value }}, {{ end -}} }
{{- else if kindIs "slice" . -}}
[ {{- range . }}{{ include "microservice.yaml" . }}, {{ end -}} ]
{{- else -}}
{{ toJson . }}
{{- end }}
{{- end }}

{{- /*
Text for command, arguments and variables of a container. The kubelet takes $(NAME) for a variable and $$ for one $:
https://kubernetes.io/docs/tasks/inject-data-application/define-interdependent-environment-variables/
So two $ or more are doubled, but those before a bracket, by which people write $(NAME) or mean $( itself.
*/}}
{{- define "microservice.argument" -}}
{{ regexReplaceAll "((?:[$][$])*[$][(][^)]*[)]|[$]+[(])|([$][$]+)([^$(]|$)" . "${1}${2}${2}${3}" | quote }}
{{- end }}

{{- define "microservice.arguments" -}}
[ {{- range . }}{{ include "microservice.argument" . }}, {{ end -}} ]
{{- end }}
