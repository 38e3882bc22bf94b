{{- /*
Metrics that are not there set off no alert, so their absence has to. The job is `<namespace>/<name>` of the PodMonitor:
https://github.com/prometheus-operator/prometheus-operator/blob/v0.93.1/Documentation/api-reference/api.md#podmonitorspec
*/}}
{{- define "alerts.scraping" -}}
groups:
  - name: scraping
    rules:
      {{- range .Values.addons }}
      - alert: AddonNotScraped
        expr: {{ printf "absent(up{job=%q} == 1)" (printf "%s/%s" $.Release.Namespace .) | quote }}
        for: 15m
        labels:
          severity: warning
          addon: {{ quote . }}
        annotations:
          runbook: docs/runbooks/monitoring-silent.md
          summary: {{ printf "Prometheus has no metrics of %s." . | quote }}
          description: >-
            No pod of it runs, or none answers Prometheus. Until then none of its alerts can go off. Look at its pods, and at Status,
            Target health in Prometheus.
      {{- end }}
{{- end }}
