{{- /* `name` and `root`. */}}
{{- define "cluster-policies.metadata" -}}
metadata:
  name: {{ quote .name }}
  labels:
    app.kubernetes.io/name: {{ quote .root.Chart.Name }}
    app.kubernetes.io/instance: {{ quote .root.Release.Name }}
    app.kubernetes.io/managed-by: {{ quote .root.Release.Service }}
    helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
{{- end }}
