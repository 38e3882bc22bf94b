{{- /* One dashboard: `name`, and its JSON. */}}
{{- define "dashboards.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: dashboard-{{ .name }}
  labels:
    app.kubernetes.io/name: {{ .root.Chart.Name }}
    app.kubernetes.io/instance: {{ .root.Release.Name }}
    app.kubernetes.io/managed-by: {{ .root.Release.Service }}
    helm.sh/chart: {{ .root.Chart.Name }}-{{ .root.Chart.Version }}
    {{- /* What the sidecar looks for: helm/addons/kube-prometheus-stack.yaml. */}}
    grafana_dashboard: "1"
data:
  {{ .name }}.json: |
    {{- .json | trim | nindent 4 }}
{{- end }}
