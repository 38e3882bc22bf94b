{{- /* One PrometheusRule: `name`, and its `spec` as YAML. */}}
{{- define "alerts.rule" -}}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: {{ printf "alerts-%s" .name | quote }}
  labels:
    app.kubernetes.io/name: {{ quote .root.Chart.Name }}
    app.kubernetes.io/instance: {{ quote .root.Release.Name }}
    app.kubernetes.io/managed-by: {{ quote .root.Release.Service }}
    helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
spec:
  {{- .spec | nindent 2 }}
{{- end }}
