{{- /*
The pods of the Deployment, and those of a schedule, whose context has `schedule`: the same image, identity, files and
companions, with another command, without a port, and to the end.
*/}}
{{- define "microservice.podTemplate" -}}
metadata:
  {{- /* Not the chart's version: a new one alone must not restart the pods. */}}
  labels: {{- include "microservice.podLabels" . | nindent 4 }}
  annotations:
    {{- include "microservice.scoreWaivers" . | nindent 4 }}
    {{- with .Values.config.files }}
    checksum/config: {{ toYaml . | sha256sum }}
    {{- end }}
    {{- with .Values.database.caBundle }}
    checksum/database: {{ . | sha256sum }}
    {{- end }}
spec:
  serviceAccountName: {{ include "microservice.name" . | quote }}
  automountServiceAccountToken: {{ include "microservice.yaml" .Values.serviceAccount.automountToken }}
  enableServiceLinks: false
  {{- if .schedule }}
  restartPolicy: Never
  {{- end }}
  {{- if .Values.externalSecret.pullSecret.secret }}
  imagePullSecrets: [{name: {{ include "microservice.pullSecret" . | quote }}}]
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ quote . }}
  {{- end }}
  terminationGracePeriodSeconds: {{ add .Values.shutdown.delaySeconds .Values.shutdown.drainSeconds | int }}
  securityContext: {{- include "microservice.podSecurityContext" . | nindent 4 }}
  {{- include "microservice.nodeGroup" . | nindent 2 }}
  {{- if not .schedule }}
  {{- include "microservice.spread" . | nindent 2 }}
  {{- end }}
  {{- with include "microservice.companions" . | trim }}
  initContainers: {{- . | nindent 4 }}
  {{- end }}
  containers:
    - {{- include "microservice.container" . | nindent 6 }}
  volumes: {{- include "microservice.volumes" . | nindent 4 }}
{{- end }}

{{- define "microservice.container" -}}
name: app
image: {{ include "microservice.image" .Values.image | quote }}
imagePullPolicy: IfNotPresent
{{- with .Values.command }}
command: {{ include "microservice.arguments" . }}
{{- end }}
{{- with .Values.args }}
args: {{ include "microservice.arguments" . }}
{{- end }}
securityContext: {{- include "microservice.containerSecurityContext" . | nindent 2 }}
{{- if include "microservice.serves" . }}
ports:
  {{- range $name, $port := include "microservice.ports" . | fromJson }}
  - name: {{ quote $name }}
    containerPort: {{ int $port }}
  {{- end }}
{{- end }}
{{- with include "microservice.env" . | trim }}
env: {{- . | nindent 2 }}
{{- end }}
{{- with include "microservice.envFrom" . | trim }}
envFrom: {{- . | nindent 2 }}
{{- end }}
resources: {{ include "microservice.yaml" .Values.resources }}
{{- if or (include "microservice.serves" .) (not .Values.probes.none) }}
{{- range $name := list "startup" "readiness" "liveness" }}
{{- with index $.Values.probes $name }}
{{ printf "%sProbe" $name | quote }}: {{- include "microservice.probe" (dict "probe" . "port" $.Values.port) | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
{{- with include "microservice.lifecycle" . | trim }}
lifecycle: {{- . | nindent 2 }}
{{- end }}
volumeMounts: {{- include "microservice.volumeMounts" . | nindent 2 }}
{{- end }}

{{- define "microservice.lifecycle" -}}
{{- with .Values.lifecycle.postStart }}
postStart:
  exec:
    command: {{ include "microservice.arguments" . }}
{{- end }}
{{- with .Values.lifecycle.preStop }}
preStop:
  exec:
    command: {{ include "microservice.arguments" . }}
{{- else }}
{{- if include "microservice.serves" . }}
preStop:
  {{- /* The kubelet's own sleep: a distroless image has none. */}}
  sleep:
    seconds: {{ int .Values.shutdown.delaySeconds }}
{{- end }}
{{- end }}
{{- end }}
