{{- /*
What kube-score finds and we mean:
- It wants images pulled every time. Ours are named by digest, so a pull brings nothing new, and with it
  a registry's outage would keep pods from starting on nodes that have the image.
- Without a CPU limit, because throttling costs the slowest requests most, it would want one. The same
  rule looks at memory, whose limit the schema requires.
*/}}
{{- define "microservice.scoreWaivers" -}}
kube-score/ignore: {{ ternary "container-image-pull-policy,container-resources" "container-image-pull-policy" (not .Values.resources.limits.cpu) | quote }}
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

{{- /* A minute, not Kubernetes's five, on a node that is lost: decision 6 says why. */}}
{{- define "microservice.nodeGroup" -}}
nodeSelector:
  node: {{ quote .Values.nodeGroup }}
tolerations:
  - key: node
    operator: Equal
    value: {{ quote .Values.nodeGroup }}
    effect: NoSchedule
  {{- range list "not-ready" "unreachable" }}
  - key: {{ printf "node.kubernetes.io/%s" . | quote }}
    operator: Exists
    effect: NoExecute
    tolerationSeconds: 60
  {{- end }}
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
    whenUnsatisfiable: {{ quote .Values.zoneSpread }}
    nodeTaintsPolicy: Honor
    matchLabelKeys: [{{ eq .Values.rollout.strategy "canary" | ternary "rollouts-pod-template-hash" "pod-template-hash" | quote }}]
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
{{- $port := .probe.port | default .port -}}
{{- if eq .probe.type "http" -}}
httpGet:
  path: {{ quote .probe.path }}
  port: {{ int $port }}
{{- else if eq .probe.type "tcp" -}}
tcpSocket:
  port: {{ int $port }}
{{- else if eq .probe.type "grpc" -}}
grpc:
  port: {{ int $port }}
  {{- with .probe.service }}
  service: {{ quote . }}
  {{- end }}
{{- else -}}
exec:
  command: {{ include "microservice.arguments" .probe.command }}
{{- end }}
periodSeconds: {{ int .probe.periodSeconds }}
timeoutSeconds: {{ int .probe.timeoutSeconds }}
failureThreshold: {{ int .probe.failureThreshold }}
{{- end }}

{{- /* The database's variables come first: Kubernetes expands $(PGHOST) only in what follows. */}}
{{- define "microservice.env" -}}
{{- range $name, $value := include "microservice.databaseEnv" . | fromJson }}
- name: {{ quote $name }}
  value: {{ include "microservice.argument" $value }}
{{- end }}
{{- range $name, $value := .Values.env }}
- name: {{ quote $name }}
  value: {{ include "microservice.argument" $value }}
{{- end }}
{{- range $name, $reference := .Values.secretEnv }}
- name: {{ quote $name }}
  valueFrom:
    secretKeyRef:
      name: {{ $reference.secret | default (include "microservice.name" $) | quote }}
      key: {{ quote $reference.key }}
{{- end }}
{{- end }}

{{- define "microservice.envFrom" -}}
{{- if .Values.envFrom.config }}
- configMapRef:
    name: {{ include "microservice.name" . | quote }}
{{- end }}
{{- if .Values.envFrom.secret }}
- secretRef:
    name: {{ include "microservice.name" . | quote }}
{{- end }}
{{- end }}

{{- /* libpq's variables, which PostgreSQL clients read by themselves, as JSON; the login is an IAM token. */}}
{{- define "microservice.databaseEnv" -}}
{{- $variables := dict }}
{{- with .Values.database }}
{{- if .host }}
{{- $variables = dict "PGHOST" .host "PGPORT" (int .port | toString) "PGDATABASE" .name "PGUSER" .user "PGSSLMODE" "require" }}
{{- end }}
{{- if .caBundle }}
{{- $_ := set $variables "PGSSLMODE" "verify-full" }}
{{- $_ := printf "%s/ca.pem" (include "microservice.databaseMountPath" .) | set $variables "PGSSLROOTCERT" }}
{{- end }}
{{- if .readerHost }}
{{- $_ := set $variables "DATABASE_READER_HOST" .readerHost }}
{{- end }}
{{- end }}
{{- toJson $variables }}
{{- end }}

{{- /* Where the authorities of the database are; systemPaths keeps it free. */}}
{{- define "microservice.databaseMountPath" -}}
/etc/database
{{- end }}

{{- define "microservice.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- if .Values.database.caBundle }}
- name: database
  mountPath: {{ include "microservice.databaseMountPath" . | quote }}
  readOnly: true
{{- end }}
{{- if .Values.config.files }}
- name: config
  mountPath: {{ quote .Values.config.mountPath }}
  readOnly: true
{{- end }}
{{- range $name, $volume := .Values.volumes }}
- name: {{ printf "volume-%s" $name | quote }}
  mountPath: {{ quote $volume.mountPath }}
  {{- if not (hasKey $volume "emptyDir") }}
  readOnly: true
  {{- end }}
{{- end }}
{{- end }}

{{- define "microservice.volumes" -}}
- name: tmp
  emptyDir:
    sizeLimit: {{ quote .Values.tmpSizeLimit }}
{{- if .Values.database.caBundle }}
- name: database
  configMap:
    name: {{ printf "%s-database" (include "microservice.name" .) | quote }}
{{- end }}
{{- if .Values.config.files }}
- name: config
  configMap:
    name: {{ include "microservice.name" . | quote }}
{{- end }}
{{- range $name, $volume := .Values.volumes }}
- name: {{ printf "volume-%s" $name | quote }}
  {{- with $volume.persistentVolumeClaim }}
  persistentVolumeClaim: {claimName: {{ quote .claimName }}, readOnly: true}
  {{- end }}
  {{- range $kind, $source := omit $volume "mountPath" "persistentVolumeClaim" }}
  {{ quote $kind }}: {{ include "microservice.yaml" $source }}
  {{- end }}
{{- end }}
{{- end }}
