{{- /* Of _validate.tpl, what is about pods, their containers and what these name. */}}
{{- define "microservice.validate.pods" -}}
{{- if not (or .Values.deployment.enabled .Values.schedules) }}
{{- include "microservice.refusal" (dict
  "key" "deployment.enabled" "problem" "leaves an application without any pod"
  "value" "false" "allowed" "true, or false with schedules"
  "remedy" "remove it, or add a schedule") }}
{{- end }}
{{- end }}

{{- /* What leads to a port, of an application that has none. */}}
{{- define "microservice.validate.served" -}}
{{- if not (include "microservice.serves" .) }}
{{- $given := dict "extraPorts" .Values.extraPorts "ingresses" .Values.ingresses "monitoring.serviceMonitor.enabled" .Values.monitoring.serviceMonitor.enabled }}
{{- range $key, $value := $given }}
{{- if $value }}
{{- include "microservice.refusal" (dict
  "key" $key "problem" "leads to a port, and the application has none"
  "value" (toJson $value) "allowed" "nothing without a port and a Deployment"
  "remedy" "remove it, or set port to where the application listens") | nindent 0 }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "microservice.validate.probes" -}}
{{- $probes := omit .Values.probes "none" }}
{{- if include "microservice.serves" . }}
{{- if not $probes.readiness }}
{{- include "microservice.refusal" (dict
  "key" "probes.readiness" "problem" "is missing, and the Service would send requests to pods that cannot answer"
  "value" "null" "allowed" "a probe, of an application with a port"
  "remedy" "remove the null") | nindent 0 }}
{{- end }}
{{- else if and .Values.deployment.enabled (not .Values.probes.none) }}
{{- if not $probes }}
{{- include "microservice.refusal" (dict
  "key" "probes.none" "problem" "does not say why there are no probes"
  "value" "nothing" "allowed" "a reason, or a probe"
  "remedy" "write the reason, or a probe by exec") | nindent 0 }}
{{- end }}
{{- range $name, $probe := $probes }}
{{- if not (or (eq $probe.type "exec") $probe.port) }}
{{- include "microservice.refusal" (dict
  "key" (printf "probes.%s" $name) "problem" "asks a port, and the application has none"
  "value" $probe.type "allowed" "exec with a command, or a port of the probe's own"
  "remedy" "write one of these, take the probe away by null, or say in probes.none why there are no probes") | nindent 0 }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- define "microservice.validate.environment" -}}
{{- $database := include "microservice.databaseEnv" . | fromJson | keys }}
{{- $names := concat (keys .Values.env) (keys .Values.secretEnv) $database | sortAlpha }}
{{- $twice := list }}
{{- range $index, $name := $names }}
{{- if and $index (eq $name (index $names (sub $index 1 | int))) }}{{ $twice = append $twice $name }}{{ end }}
{{- end }}
{{- if $twice }}
{{- include "microservice.refusal" (dict
  "key" "env" "problem" "a variable is set twice (env, secretEnv, and those of the database)"
  "value" (join ", " ($twice | uniq)) "allowed" "every name once"
  "remedy" "remove one of the two") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.secretKeys" -}}
{{- $missing := list }}
{{- $containers := concat (list .Values) (values .Values.sidecars) .Values.initContainers }}
{{- range $container := $containers }}
{{- range $name, $reference := $container.secretEnv }}
{{- if and (not $reference.secret) (not (hasKey $.Values.externalSecret.data $reference.key)) }}
{{- $missing = append $missing $name }}
{{- end }}
{{- end }}
{{- end }}
{{- if $missing }}
{{- include "microservice.refusal" (dict
  "key" "secretEnv" "problem" "a key is not in the application's own Secret"
  "value" (join ", " $missing) "allowed" (keys .Values.externalSecret.data | sortAlpha | join ", " | default "no key, as externalSecret.data is empty")
  "remedy" "add the key to externalSecret.data, or name another Secret in `secret`") }}
{{- end }}
{{- end }}

{{- /* Names of ports and of volumes that there are not. */}}
{{- define "microservice.validate.references" -}}
{{- $ports := include "microservice.ports" . | fromJson | keys | sortAlpha }}
{{- range .Values.ingresses }}
{{- include "microservice.validate.reference" (dict "key" "ingresses" "names" (list .port | compact) "known" $ports) }}
{{- end }}
{{- range $name, $own := .Values.extraObjects }}
{{- include "microservice.validate.reference" (dict "key" (printf "extraObjects.%s.ports" $name) "names" ($own.ports | default list) "known" $ports) }}
{{- end }}
{{- $volumes := keys .Values.volumes | sortAlpha }}
{{- if .Values.config.files }}{{ $volumes = append $volumes "config" }}{{ end }}
{{- range $name, $own := .Values.sidecars }}
{{- include "microservice.validate.reference" (dict "key" (printf "sidecars.%s.mounts" $name) "names" (keys ($own.mounts | default dict)) "known" $volumes) }}
{{- end }}
{{- range .Values.initContainers }}
{{- include "microservice.validate.reference" (dict "key" "initContainers" "names" (keys (.mounts | default dict)) "known" $volumes) }}
{{- end }}
{{- end }}

{{- define "microservice.validate.reference" -}}
{{- $unknown := list }}
{{- range .names }}{{ if not (has . $.known) }}{{ $unknown = append $unknown . }}{{ end }}{{ end }}
{{- if $unknown }}
{{- include "microservice.refusal" (dict
  "key" .key "problem" "names what the application does not have"
  "value" ($unknown | sortAlpha | join ", ") "allowed" (join ", " .known | default "nothing, as it has none")
  "remedy" "correct the name, or add what it stands for") | nindent 0 }}
{{- end }}
{{- end }}

{{- define "microservice.validate.containers" -}}
{{- $names := concat (list "app") (keys .Values.sidecars) }}
{{- range .Values.initContainers }}{{ $names = append $names .name }}{{ end }}
{{- if ne (len $names) (len (uniq $names)) }}
{{- include "microservice.refusal" (dict
  "key" "initContainers" "problem" "two containers share a name"
  "value" (sortAlpha $names | join ", ") "allowed" "every name once, and app is the application's own"
  "remedy" "rename one of the two") }}
{{- end }}
{{- end }}

{{- /* Kubernetes passes over what is no name of a variable without a word. */}}
{{- define "microservice.validate.envFrom" -}}
{{- range $from, $data := dict "config" .Values.config.files "secret" .Values.externalSecret.data }}
{{- if get $.Values.envFrom $from }}
{{- $wrong := list }}
{{- range $name, $_ := $data }}{{ if not (regexMatch "^[A-Za-z_][A-Za-z0-9_]*$" $name) }}{{ $wrong = append $wrong $name }}{{ end }}{{ end }}
{{- if or $wrong (not $data) }}
{{- include "microservice.refusal" (dict
  "key" (printf "envFrom.%s" $from) "problem" "finds names that are none of variables, or nothing at all"
  "value" (sortAlpha $wrong | join ", " | default "nothing") "allowed" "one name or more of letters, digits and _, no digit first"
  "remedy" "rename these, or name the variables in env and secretEnv") | nindent 0 }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}
