{{- /*
Sidecars, which run on, and then containers that end, so that these may use those. Each has a context of its own: the
application's values, of which another image gets no variable, no file and no volume but what its own values name.
*/}}
{{- define "microservice.companions" -}}
{{- range $name, $own := .Values.sidecars }}
- {{- include "microservice.companion" (list $ $name $own) | nindent 2 }}
  restartPolicy: Always
  {{- range $probe, $failures := dict "startup" 30 "readiness" 3 "liveness" 6 }}
  {{- with get $own $probe }}
  {{- $complete := merge (deepCopy .) (dict "path" "/" "periodSeconds" 5 "timeoutSeconds" 2 "failureThreshold" $failures) }}
  {{ printf "%sProbe" $probe | quote }}: {{- include "microservice.probe" (dict "probe" $complete "port" 0) | nindent 4 }}
  {{- end }}
  {{- end }}
{{- end }}
{{- range .Values.initContainers }}
- {{- include "microservice.companion" (list $ .name .) | nindent 2 }}
{{- end }}
{{- end }}

{{- define "microservice.companion" -}}
{{- $root := index . 0 }}
{{- $own := index . 2 }}
{{- $values := deepCopy $root.Values }}
{{- if $own.image }}
{{- $_ := set $values "env" dict }}
{{- $_ := set $values "secretEnv" dict }}
{{- $_ := set $values "database" dict }}
{{- $_ := set $values "envFrom" dict }}
{{- end }}
{{- range $key := list "env" "secretEnv" }}
{{- range $variable, $value := get $own $key | default dict }}
{{- range list "env" "secretEnv" }}{{ $_ := unset (get $values .) $variable }}{{ end }}
{{- $_ := set (get $values $key) $variable $value }}
{{- end }}
{{- end }}
{{- $context := dict "Values" $values "Release" $root.Release }}
name: {{ index . 1 | quote }}
image: {{ $own.image | default (include "microservice.image" $root.Values.image) | quote }}
imagePullPolicy: IfNotPresent
{{- with $own.command }}
command: {{ include "microservice.arguments" . }}
{{- end }}
{{- with $own.args }}
args: {{ include "microservice.arguments" . }}
{{- end }}
securityContext: {{- include "microservice.containerSecurityContext" $root | nindent 2 }}
{{- with include "microservice.env" $context | trim }}
env: {{- . | nindent 2 }}
{{- end }}
{{- with include "microservice.envFrom" $context | trim }}
envFrom: {{- . | nindent 2 }}
{{- end }}
resources: {{ include "microservice.yaml" (mergeOverwrite $values.resources ($own.resources | default dict)) }}
{{- if $own.image }}
volumeMounts:
  - name: tmp
    mountPath: /tmp
  {{- range $name, $path := $own.mounts }}
  {{- $volume := get $root.Values.volumes $name | default dict }}
  - name: {{ ternary (printf "volume-%s" $name) $name (not (empty $volume)) | quote }}
    mountPath: {{ quote $path }}
    {{- if not (hasKey $volume "emptyDir") }}
    readOnly: true
    {{- end }}
  {{- end }}
{{- else }}
volumeMounts: {{- include "microservice.volumeMounts" $root | nindent 2 }}
{{- end }}
{{- end }}
