{{- /*
Metrics of kube-state-metrics:
https://github.com/kubernetes/kube-state-metrics/tree/main/docs/metrics/workload
A run has failed when its Job has: no retry is left, its time is over, or an exit code says that none would help.
*/}}
{{- define "microservice.scheduleAlerts" -}}
{{- $root := index . 0 }}
{{- $name := printf "%s-%s" (include "microservice.name" $root) (index . 1) }}
{{- $late := (index . 2).startingDeadlineSeconds | default $root.Values.scheduleDefaults.startingDeadlineSeconds }}
{{- $namespace := printf "namespace=%q" $root.Release.Namespace }}
{{- $cronJob := printf "{%s, cronjob=\"%s\"}" $namespace $name }}
{{- $jobs := printf "%s, job_name=~\"%s-[0-9]+\"" $namespace $name }}
{{- $failed := printf "max(kube_job_status_start_time{%s} * on (job_name) (kube_job_failed{%s, condition=\"true\"} == 1))" $jobs $jobs }}
- alert: ScheduleFailed
  {{- /* Failed Jobs are kept, so that only one after the last success counts. */}}
  expr: {{ printf "%s > (max(kube_cronjob_status_last_successful_time%s) or vector(0))" $failed $cronJob | quote }}
  labels:
    severity: warning
  annotations:
    runbook: docs/runbooks/schedules.md
    summary: {{ printf "A run of %s failed, and none has succeeded since." $name | quote }}
- alert: ScheduleMissed
  expr: {{ printf "time() - kube_cronjob_next_schedule_time%s > %d" $cronJob (int $late) | quote }}
  for: 5m
  labels:
    severity: warning
  annotations:
    runbook: docs/runbooks/schedules.md
    summary: {{ printf "%s should have started a run %d seconds ago or earlier." $name (int $late) | quote }}
{{- end }}
