{{- /*
What the JSON Schema cannot say: values that contradict each other. config/applications/chart_rules.py says the same
at synth, and more, as it knows the platform; tests/helm/test_refusals.py holds the two together.
*/}}
{{- define "microservice.validate" -}}
{{- $refusals := list
  (include "microservice.validate.replicas" .)
  (include "microservice.validate.disruptionBudget" .)
  (include "microservice.validate.canary" .)
  (include "microservice.validate.steps" .)
  (include "microservice.validate.hosts" .)
  (include "microservice.validate.paths" .)
  (include "microservice.validate.pods" .)
  (include "microservice.validate.served" . | trim)
  (include "microservice.validate.probes" . | trim)
  (include "microservice.validate.ports" .)
  (include "microservice.validate.servicePort" . | trim)
  (include "microservice.validate.metricsPort" .)
  (include "microservice.validate.references" . | trim)
  (include "microservice.validate.containers" .)
  (include "microservice.validate.envFrom" . | trim)
  (include "microservice.validate.environment" .)
  (include "microservice.validate.secretKeys" .)
  (include "microservice.validate.files" .)
  (include "microservice.validate.mountPaths" .)
  (include "microservice.validate.mounts" .)
  (include "microservice.validate.resources" . | trim)
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
{{- if and .enabled (include "microservice.serves" $) (not (has .port $names)) }}
{{- include "microservice.refusal" (dict
  "key" "monitoring.serviceMonitor.port" "problem" "is not a port of the application"
  "value" .port "allowed" (join ", " $names)
  "remedy" "name one of them, or add it to extraPorts") }}
{{- end }}
{{- end }}
{{- end }}

{{- /* 1 MiB: https://kubernetes.io/docs/concepts/configuration/configmap/ */}}
{{- define "microservice.validate.files" -}}
{{- $size := 0 }}
{{- range .Values.config.files }}{{ $size = add $size (len .) }}{{ end }}
{{- if gt (int $size) 1048576 }}
{{- include "microservice.refusal" (dict
  "key" "config.files" "problem" "has more bytes than a ConfigMap may hold"
  "value" $size "allowed" "up to 1048576 bytes in all files together"
  "remedy" "put large files into the image, or let the application fetch them") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.paths" -}}
{{- $twice := list }}
{{- range .Values.ingresses }}
{{- $seen := list }}
{{- range .paths }}
{{- $plain := trimSuffix "/" . }}
{{- if has $plain $seen }}{{ $twice = append $twice . }}{{ end }}
{{- $seen = append $seen $plain }}
{{- end }}
{{- end }}
{{- if $twice }}
{{- include "microservice.refusal" (dict
  "key" "ingresses" "problem" "two paths of a host differ by the slash at the end, which is not looked at"
  "value" (join ", " $twice) "allowed" "every path once"
  "remedy" "remove one of the two") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.servicePort" -}}
{{- range $name, $port := .Values.extraPorts }}
{{- if eq (int $port) 80 }}
{{- include "microservice.refusal" (dict
  "key" (printf "extraPorts.%s" $name) "problem" "meets port 80 of the Service, which leads to the application's port"
  "value" 80 "allowed" "any other number than 80"
  "remedy" "let the application listen on another port under this name") | nindent 0 }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The number that a quantity stands for, in cores or bytes. */}}
{{- define "microservice.quantity" -}}
{{- $number := regexFind "^[0-9.]+" . }}
{{- $units := dict "" 1 "m" 0.001 "k" 1e3 "M" 1e6 "G" 1e9 "T" 1e12 "Ki" 1024 "Mi" 1048576 "Gi" 1073741824 "Ti" 1099511627776 }}
{{- mulf (float64 $number) (get $units (trimPrefix $number .)) }}
{{- end }}

{{- define "microservice.validate.resources" -}}
{{- $all := dict "resources" .Values.resources }}
{{- range $kind := list "schedules" "sidecars" }}
{{- range $name, $own := get $.Values $kind }}
{{- with $own.resources }}{{ $_ := mergeOverwrite (deepCopy $.Values.resources) . | set $all (printf "%s.%s.resources" $kind $name) }}{{ end }}
{{- end }}
{{- end }}
{{- range $index, $own := .Values.initContainers }}
{{- with $own.resources }}{{ $_ := mergeOverwrite (deepCopy $.Values.resources) . | set $all (printf "initContainers.%d.resources" $index) }}{{ end }}
{{- end }}
{{- range $where, $resources := $all }}
{{- range $name, $request := $resources.requests }}
{{- $limit := get $resources.limits $name }}
{{- if and $limit (gt (include "microservice.quantity" $request | float64) (include "microservice.quantity" $limit | float64)) }}
{{- include "microservice.refusal" (dict
  "key" (printf "%s.requests.%s" $where $name) "problem" (printf "is more than %s.limits.%s" $where $name)
  "value" $request "allowed" (printf "up to %s" $limit)
  "remedy" "lower it, or raise the limit") | nindent 0 }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* The paths of volumes, as the node sees them, and those that are read-only, as JSON. */}}
{{- define "microservice.mounts" -}}
{{- $paths := list }}
{{- $closed := list }}
{{- if .Values.config.files }}
{{- $paths = append $paths (clean .Values.config.mountPath) }}
{{- $closed = append $closed (clean .Values.config.mountPath) }}
{{- end }}
{{- range .Values.volumes }}
{{- $paths = append $paths (clean .mountPath) }}
{{- if not (hasKey . "emptyDir") }}{{ $closed = append $closed (clean .mountPath) }}{{ end }}
{{- end }}
{{- dict "paths" $paths "closed" $closed | toJson }}
{{- end }}

{{- define "microservice.validate.mountPaths" -}}
{{- $paths := append (include "microservice.mounts" . | fromJson).paths "/tmp" }}
{{- if ne (len $paths) (len (uniq $paths)) }}
{{- include "microservice.refusal" (dict
  "key" "volumes" "problem" "two volumes share a mountPath"
  "value" (sortAlpha $paths | join ", ") "allowed" "every path once, and /tmp is taken"
  "remedy" "mount one of them elsewhere") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.mounts" -}}
{{- $mounts := include "microservice.mounts" . | fromJson }}
{{- $wrong := list }}
{{- range $path := without $mounts.paths "/dev/shm" }}
{{- range $system := include "microservice.systemPaths" . | fromJsonArray }}
{{- if hasPrefix (print $system "/") (print $path "/") }}{{ $wrong = append $wrong $path }}{{ end }}
{{- if and (has $path $mounts.closed) (hasPrefix (print $path "/") $system) }}{{ $wrong = append $wrong $path }}{{ end }}
{{- end }}
{{- range $above := $mounts.closed }}
{{- if hasPrefix (print $above "/") $path }}{{ $wrong = append $wrong $path }}{{ end }}
{{- end }}
{{- end }}
{{- if $wrong }}
{{- include "microservice.refusal" (dict
  "key" "volumes" "problem" "the node cannot mount a volume there"
  "value" (uniq $wrong | sortAlpha | join ", ")
  "allowed" "paths of the application's own, which no read-only volume holds"
  "remedy" "mount it elsewhere") }}
{{- end }}
{{- end }}

{{- /*
What the container runtime, the kubelet, EKS and the platform mount: kernel interfaces, names, tokens, and the
authorities of the database.
*/}}
{{- define "microservice.systemPaths" -}}
{{- $paths := list "/dev" "/proc" "/sys" (include "microservice.databaseMountPath" .) "/etc/hostname" "/etc/hosts" "/etc/resolv.conf" }}
{{- range $folder := list "/run/secrets" "/var/run/secrets" }}
{{- range $of := list "eks.amazonaws.com" "kubernetes.io" "pods.eks.amazonaws.com" }}
{{- $paths = printf "%s/%s" $folder $of | append $paths }}
{{- end }}
{{- end }}
{{- toJson $paths }}
{{- end }}
