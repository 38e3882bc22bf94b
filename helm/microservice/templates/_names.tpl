{{- /* The release is the application: its name is every object's name and its namespace's name. */}}
{{- define "microservice.name" -}}
{{ .Release.Name }}
{{- end }}

{{- define "microservice.selectorLabels" -}}
app.kubernetes.io/name: {{ include "microservice.name" . | quote }}
app.kubernetes.io/instance: {{ quote .Release.Name }}
{{- end }}

{{- /* Pods of a schedule have a name of their own: no Service, budget or autoscaler counts them. */}}
{{- define "microservice.podLabels" -}}
{{- if .schedule -}}
app.kubernetes.io/name: {{ printf "%s-%s" (include "microservice.name" .) .schedule | quote }}
{{ include "microservice.scheduleLabels" . }}
{{- else -}}
{{ include "microservice.selectorLabels" . }}
{{- end }}
{{- with .Values.image.tag }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
{{- end }}

{{- define "microservice.labels" -}}
{{ include "microservice.podLabels" . }}
{{ include "microservice.releaseLabels" . }}
{{- end }}

{{- define "microservice.releaseLabels" -}}
app.kubernetes.io/managed-by: {{ quote .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- /* A further Service is none that the ServiceMonitor finds. */}}
{{- define "microservice.extraLabels" -}}
{{- $root := index . 0 }}
app.kubernetes.io/name: {{ printf "%s-%s" $root.Release.Name (index . 1) | quote }}
app.kubernetes.io/instance: {{ quote $root.Release.Name }}
{{ include "microservice.releaseLabels" $root }}
{{- end }}

{{- /* The pods of all schedules. */}}
{{- define "microservice.scheduleLabels" -}}
app.kubernetes.io/instance: {{ quote .Release.Name }}
app.kubernetes.io/component: schedule
{{- end }}

{{- define "microservice.testLabels" -}}
app.kubernetes.io/name: {{ printf "%s-test" (include "microservice.name" .) | quote }}
app.kubernetes.io/instance: {{ quote .Release.Name }}
app.kubernetes.io/component: test
{{- end }}

{{- /* The Secret with the login to the image's registry. */}}
{{- define "microservice.pullSecret" -}}
{{ include "microservice.name" . }}-registry
{{- end }}

{{- define "microservice.image" -}}
{{ .repository }}{{ with .tag }}:{{ . }}{{ end }}@{{ .digest }}
{{- end }}

{{- /* Text if there is a port to serve: a worker has none, and an application of schedules only has no Deployment. */}}
{{- define "microservice.serves" -}}
{{- if and .Values.deployment.enabled .Values.port }}true{{ end }}
{{- end }}

{{- /* The ports that the Service offers, by name, as JSON, which keeps every key a text. */}}
{{- define "microservice.ports" -}}
{{- $own := dict }}
{{- if include "microservice.serves" . }}{{ $own = dict "http" (int .Values.port) }}{{ end }}
{{ merge $own .Values.extraPorts | toJson }}
{{- end }}
