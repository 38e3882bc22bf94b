{{- /*
What the JSON Schema cannot say: values that contradict each other. config/applications/chart_rules.py says the same
at synth; tests/helm/test_refusals.py holds the two together.
*/}}
{{- define "microservice.validate" -}}
{{- $refusals := list
  (include "microservice.validate.replicas" .)
  (include "microservice.validate.disruptionBudget" .)
  (include "microservice.validate.hosts" .)
  (include "microservice.validate.ports" .)
  (include "microservice.validate.metricsPort" .)
  (include "microservice.validate.environment" .)
  (include "microservice.validate.secretKeys" .)
  (include "microservice.validate.mountPaths" .)
  | compact }}
{{- if $refusals }}
{{- fail (printf "\n%s" (join "\n" $refusals)) }}
{{- end }}
{{- end }}

{{- define "microservice.refusal" -}}
{{ .key }}: {{ .problem }}; got {{ .value }}; allowed: {{ .allowed }}; {{ .remedy }}
{{- end }}

{{- /* Pods that a drain must leave at the smallest count; Kubernetes rounds percentages up. */}}
{{- define "microservice.leastAvailable" -}}
{{- $wanted := toString .Values.podDisruptionBudget.minAvailable }}
{{- if hasSuffix "%" $wanted }}
{{- div (add (mul (trimSuffix "%" $wanted | int) (int .Values.autoscaling.minReplicas)) 99) 100 }}
{{- else }}
{{- int $wanted }}
{{- end }}
{{- end }}

{{- define "microservice.validate.replicas" -}}
{{- $scale := .Values.autoscaling }}
{{- if lt (int $scale.maxReplicas) (int $scale.minReplicas) }}
{{- include "microservice.refusal" (dict
  "key" "autoscaling.maxReplicas" "problem" "is less than autoscaling.minReplicas"
  "value" (int $scale.maxReplicas) "allowed" (printf "%d or more" (int $scale.minReplicas))
  "remedy" "raise it, or lower autoscaling.minReplicas") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.disruptionBudget" -}}
{{- $least := include "microservice.leastAvailable" . | int }}
{{- $replicas := int .Values.autoscaling.minReplicas }}
{{- if ge $least $replicas }}
{{- include "microservice.refusal" (dict
  "key" "podDisruptionBudget.minAvailable"
  "problem" (ternary "can never be met by autoscaling.minReplicas" "blocks every drain of a node at autoscaling.minReplicas" (gt $least $replicas))
  "value" .Values.podDisruptionBudget.minAvailable "allowed" (printf "fewer than %d pods" $replicas)
  "remedy" "lower it, or raise autoscaling.minReplicas") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.hosts" -}}
{{- $seen := dict }}
{{- $twice := list }}
{{- range .Values.ingresses }}
{{- if hasKey $seen (lower .host) }}{{ $twice = append $twice .host }}{{ end }}
{{- $_ := set $seen (lower .host) true }}
{{- end }}
{{- if $twice }}
{{- include "microservice.refusal" (dict
  "key" "ingresses" "problem" "two entries share a host"
  "value" (join ", " ($twice | uniq)) "allowed" "every host once"
  "remedy" "put the paths of both into one entry") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.ports" -}}
{{- $numbers := include "microservice.ports" . | fromJson | values }}
{{- if ne (len $numbers) (len (uniq $numbers)) }}
{{- include "microservice.refusal" (dict
  "key" "extraPorts" "problem" "two ports have the same number"
  "value" (.Values.extraPorts | toJson) "allowed" (printf "numbers that differ from each other and from port %d" (int .Values.port))
  "remedy" "remove the second name of the port") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.metricsPort" -}}
{{- $names := include "microservice.ports" . | fromJson | keys | sortAlpha }}
{{- with .Values.monitoring.serviceMonitor }}
{{- if and .enabled (not (has .port $names)) }}
{{- include "microservice.refusal" (dict
  "key" "monitoring.serviceMonitor.port" "problem" "is not a port of the application"
  "value" .port "allowed" (join ", " $names)
  "remedy" "name one of them, or add it to extraPorts") }}
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
{{- range $name, $reference := .Values.secretEnv }}
{{- if and (not $reference.secret) (not (hasKey $.Values.externalSecret.data $reference.key)) }}
{{- $missing = append $missing $name }}
{{- end }}
{{- end }}
{{- if $missing }}
{{- include "microservice.refusal" (dict
  "key" "secretEnv" "problem" "a key is not in the application's own Secret"
  "value" (join ", " $missing) "allowed" (keys .Values.externalSecret.data | sortAlpha | join ", " | default "no key, as externalSecret.data is empty")
  "remedy" "add the key to externalSecret.data, or name another Secret in `secret`") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.mountPaths" -}}
{{- $paths := list "/tmp" }}
{{- if .Values.config.files }}{{ $paths = append $paths .Values.config.mountPath }}{{ end }}
{{- range .Values.volumes }}{{ $paths = append $paths .mountPath }}{{ end }}
{{- if ne (len $paths) (len (uniq $paths)) }}
{{- include "microservice.refusal" (dict
  "key" "volumes" "problem" "two volumes share a mountPath"
  "value" (sortAlpha $paths | join ", ") "allowed" "every path once, and /tmp is taken"
  "remedy" "mount one of them elsewhere") }}
{{- end }}
{{- end }}
