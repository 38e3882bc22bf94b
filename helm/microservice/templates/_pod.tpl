{{- /*
What kube-score finds and we mean:
- It wants images pulled every time. Ours are named by digest, so a pull brings nothing new, and with it
  a registry's outage would keep pods from starting on nodes that have the image.
- Without a CPU limit, because throttling costs the slowest requests most, it would want one. The same
  rule looks at memory, whose limit the schema requires.
*/}}
{{- define "microservice.scoreWaivers" -}}
kube-score/ignore: container-image-pull-policy{{ if not .Values.resources.limits.cpu }},container-resources{{ end }}
{{- end }}

{{- define "microservice.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: {{ int .Values.user.id }}
runAsGroup: {{ int .Values.user.group }}
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "microservice.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- define "microservice.nodeGroup" -}}
nodeSelector:
  node: {{ .Values.nodeGroup }}
tolerations:
  - key: node
    operator: Equal
    value: {{ .Values.nodeGroup }}
    effect: NoSchedule
{{- end }}

{{- /*
Zones: nodes with a taint that the pods do not tolerate (a lost zone, a cordon) are no domain, so the
rest of the zones can take over; and each revision is spread by itself, so an update ends evenly.
Hosts: a preference, because one node a pod would end scaling at the number of nodes.
*/}}
{{- define "microservice.spread" -}}
topologySpreadConstraints:
  - topologyKey: topology.kubernetes.io/zone
    maxSkew: 1
    whenUnsatisfiable: {{ .Values.zoneSpread }}
    nodeTaintsPolicy: Honor
    matchLabelKeys: [pod-template-hash]
    labelSelector:
      matchLabels: {{- include "microservice.selectorLabels" . | nindent 8 }}
affinity:
  podAntiAffinity:
    preferredDuringSchedulingIgnoredDuringExecution:
      - weight: 100
        podAffinityTerm:
          topologyKey: kubernetes.io/hostname
          labelSelector:
            matchLabels: {{- include "microservice.selectorLabels" . | nindent 14 }}
{{- end }}

{{- define "microservice.probe" -}}
{{- $port := .probe.port | default .port | int -}}
{{- if eq .probe.type "http" -}}
httpGet:
  path: {{ .probe.path }}
  port: {{ $port }}
{{- else if eq .probe.type "tcp" -}}
tcpSocket:
  port: {{ $port }}
{{- else if eq .probe.type "grpc" -}}
grpc:
  port: {{ $port }}
  {{- with .probe.service }}
  service: {{ . }}
  {{- end }}
{{- else -}}
exec:
  command: {{- toYaml .probe.command | nindent 4 }}
{{- end }}
periodSeconds: {{ int .probe.periodSeconds }}
timeoutSeconds: {{ int .probe.timeoutSeconds }}
failureThreshold: {{ int .probe.failureThreshold }}
{{- end }}

{{- /* The database's variables come first: Kubernetes expands $(PGHOST) only in what follows. */}}
{{- define "microservice.env" -}}
{{- range $name, $value := include "microservice.databaseEnv" . | fromYaml }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $value := .Values.env }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- range $name, $reference := .Values.secretEnv }}
- name: {{ $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $reference.secret | default (include "microservice.name" $) }}
      key: {{ $reference.key }}
{{- end }}
{{- end }}

{{- /* libpq's variables, which PostgreSQL clients read by themselves; the login is an IAM token. */}}
{{- define "microservice.databaseEnv" -}}
{{- with .Values.database.host }}
PGHOST: {{ . }}
PGPORT: {{ $.Values.database.port | int | quote }}
PGDATABASE: {{ $.Values.database.name }}
PGUSER: {{ $.Values.database.user }}
PGSSLMODE: require
{{- end }}
{{- with .Values.database.readerHost }}
DATABASE_READER_HOST: {{ . }}
{{- end }}
{{- end }}

{{- define "microservice.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.config.files }}
- name: config
  mountPath: {{ .Values.config.mountPath }}
  readOnly: true
{{- end }}
{{- range $name, $volume := .Values.volumes }}
- name: volume-{{ $name }}
  mountPath: {{ $volume.mountPath }}
  {{- if not (hasKey $volume "emptyDir") }}
  readOnly: true
  {{- end }}
{{- end }}
{{- end }}

{{- define "microservice.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ .Values.tmpSizeLimit }}
{{- if .Values.config.files }}
- name: config
  configMap:
    name: {{ include "microservice.name" . }}
{{- end }}
{{- range $name, $volume := .Values.volumes }}
- name: volume-{{ $name }}
  {{- omit $volume "mountPath" | toYaml | nindent 2 }}
{{- end }}
{{- end }}
