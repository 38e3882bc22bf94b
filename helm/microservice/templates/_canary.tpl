{{- /*
What new pods are asked for, as JSON: `query` and `max` by name. A pod's name begins with its ReplicaSet's. NGINX tells of
each answer which pod gave it, in milliseconds, whether it is an error or not:
https://github.com/nginx/kubernetes-ingress/blob/v5.5.4/internal/metrics/collectors/latency.go
*/}}
{{- define "microservice.measurements" -}}
{{- $analysis := .Values.rollout.canary.analysis }}
{{- $name := include "microservice.name" . }}
{{- $new := printf "%s-{{args.revision}}-.+" $name }}
{{- $answers := printf "resource_namespace=%q, pod_name=~%q" $name $new }}
{{- $nginx := "nginx_ingress_controller_upstream_server_response_latency_ms" }}
{{- $found := dict }}
{{- if .Values.ingresses }}
{{- if not (kindIs "invalid" $analysis.maxErrorPercent) }}
{{- $query := printf "100 * (sum(rate(%[1]s_count{%[2]s, code=~\"5..\"}[2m])) or vector(0)) / sum(rate(%[1]s_count{%[2]s}[2m]))" $nginx $answers }}
{{- $_ := set $found "errors" (dict "query" $query "max" $analysis.maxErrorPercent) }}
{{- end }}
{{- with $analysis.maxLatencyMilliseconds }}
{{- $query := printf "histogram_quantile(0.95, sum by (le) (rate(%s_bucket{%s}[2m])))" $nginx $answers }}
{{- $_ := set $found "latency" (dict "query" $query "max" .) }}
{{- end }}
{{- end }}
{{- range $metric, $asked := $analysis.metrics }}
{{- $query := printf "max(%s{namespace=%q, pod=~%q})" $asked.series $name $new }}
{{- $_ := set $found (printf "own-%s" $metric) (dict "query" $query "max" $asked.max) }}
{{- end }}
{{- toJson $found }}
{{- end }}

{{- /* Who scales the pods: the Rollout takes them from its Deployment. */}}
{{- define "microservice.scaleTarget" -}}
{{- if eq .Values.rollout.strategy "canary" -}}
apiVersion: argoproj.io/v1alpha1
kind: Rollout
{{- else -}}
apiVersion: apps/v1
kind: Deployment
{{- end }}
name: {{ include "microservice.name" . | quote }}
{{- end }}

{{- define "microservice.validate.canary" -}}
{{- if and (eq .Values.rollout.strategy "canary") (not (include "microservice.measurements" . | fromJson)) }}
{{- include "microservice.refusal" (dict
  "key" "rollout.strategy" "problem" "makes canaries that nothing judges"
  "value" "canary" "allowed" "rolling, as long as there is no Ingress and no metric"
  "remedy" "name a metric in rollout.canary.analysis.metrics, add an Ingress, or give rollout.canary.analysis.maxErrorPercent a number") }}
{{- end }}
{{- end }}

{{- define "microservice.validate.steps" -}}
{{- $weights := list }}
{{- range .Values.rollout.canary.steps }}{{ $weights = append $weights (int .weight) }}{{ end }}
{{- $wrong := list }}
{{- range $index, $weight := $weights }}
{{- if and $index (le $weight (index $weights (sub $index 1 | int))) }}{{ $wrong = append $wrong $weight }}{{ end }}
{{- end }}
{{- if $wrong }}
{{- include "microservice.refusal" (dict
  "key" "rollout.canary.steps" "problem" "do not rise"
  "value" (join ", " $weights) "allowed" "weights of which each is more than the one before"
  "remedy" "put them in order, or remove one") }}
{{- end }}
{{- end }}
