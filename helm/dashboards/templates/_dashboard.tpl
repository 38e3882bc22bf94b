{{- /* One dashboard: `name`, and its JSON. */}}
{{- define "dashboards.configmap" -}}
apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ printf "dashboard-%s" .name | quote }}
  labels:
    app.kubernetes.io/name: {{ quote .root.Chart.Name }}
    app.kubernetes.io/instance: {{ quote .root.Release.Name }}
    app.kubernetes.io/managed-by: {{ quote .root.Release.Service }}
    helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
    {{- /* What the sidecar looks for: helm/addons/kube-prometheus-stack/values.yaml. */}}
    grafana_dashboard: "1"
data:
  {{ printf "%s.json" .name | quote }}: {{ printf "%s\n" (trim .json) | quote }}
{{- end }}
