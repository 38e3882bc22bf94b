{{- /* The release is the application: its name is every object's name and its namespace's name. */}}
{{- define "microservice.name" -}}
{{ .Release.Name }}
{{- end }}

{{- define "microservice.selectorLabels" -}}
app.kubernetes.io/name: {{ include "microservice.name" . | quote }}
app.kubernetes.io/instance: {{ quote .Release.Name }}
{{- end }}

{{- define "microservice.podLabels" -}}
{{ include "microservice.selectorLabels" . }}
{{- with .Values.image.tag }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "microservice.labels" -}}
{{ include "microservice.podLabels" . }}
app.kubernetes.io/managed-by: {{ quote .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- define "microservice.testLabels" -}}
app.kubernetes.io/name: {{ printf "%s-test" (include "microservice.name" .) | quote }}
app.kubernetes.io/instance: {{ quote .Release.Name }}
app.kubernetes.io/component: test
{{- end }}

{{- define "microservice.image" -}}
{{ .repository }}{{ with .tag }}:{{ . }}{{ end }}@{{ .digest }}
{{- end }}

{{- /* The ports that the Service offers, by name, as JSON, which keeps every key a text. */}}
{{- define "microservice.ports" -}}
{{ merge (dict "http" (int .Values.port)) .Values.extraPorts | toJson }}
{{- end }}
