{{- /* The release is the application: its name is every object's name and its namespace's name. */}}
{{- define "microservice.name" -}}
{{ .Release.Name }}
{{- end }}

{{- define "microservice.selectorLabels" -}}
app.kubernetes.io/name: {{ include "microservice.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "microservice.podLabels" -}}
{{ include "microservice.selectorLabels" . }}
{{- with .Values.image.tag }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "microservice.labels" -}}
{{ include "microservice.podLabels" . }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end }}

{{- define "microservice.testLabels" -}}
app.kubernetes.io/name: {{ include "microservice.name" . }}-test
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: test
{{- end }}

{{- define "microservice.image" -}}
{{ .repository }}{{ with .tag }}:{{ . }}{{ end }}@{{ .digest }}
{{- end }}

{{- /* The ports that the Service offers, by name. */}}
{{- define "microservice.ports" -}}
{{ merge (dict "http" (int .Values.port)) .Values.extraPorts | toYaml }}
{{- end }}
