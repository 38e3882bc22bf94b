{{- /*
What new pods are asked for, as JSON: `query` and `max` by name, and the seconds of the first `delay`. A pod's name begins
with its ReplicaSet's. NGINX tells of each answer which pod gave it, in milliseconds, whether it is an error or not; none of gRPC:
https://github.com/nginx/kubernetes-ingress/blob/v5.5.4/internal/metrics/collectors/latency.go
*/}}
{{- define "microservice.measurements" -}}
{{- $analysis := .Values.rollout.canary.analysis }}
{{- $name := include "microservice.name" . }}
{{- $new := printf "%s-{{args.revision}}-.+" $name }}
{{- $here := printf "resource_namespace=%q" $name }}
{{- $answers := printf "%s, pod_name=~%q" $here $new }}
{{- $nginx := "nginx_ingress_controller_upstream_server_response_latency_ms" }}
{{- $counted := false }}
{{- $everyPod := true }}
{{- range .Values.ingresses }}
{{- $own := .annotations | default dict }}
{{- if not (or (eq (.protocol | default "http") "grpc") (hasKey $own "nginx.org/grpc-services")) }}{{ $counted = true }}{{ end }}
{{- if contains "hash" (get $own "nginx.org/lb-method") }}{{ $everyPod = false }}{{ end }}
{{- end }}
{{- $found := dict }}
{{- if $counted }}
{{- if not (kindIs "invalid" $analysis.maxErrorPercent) }}
{{- $query := printf "100 * (sum(rate(%[1]s_count{%[2]s, code=~\"5..\"}[2m])) or vector(0)) / sum(rate(%[1]s_count{%[2]s}[2m]))" $nginx $answers }}
{{- $_ := set $found "errors" (dict "query" $query "max" $analysis.maxErrorPercent) }}
{{- /*
A pod that does not answer in time, or breaks off, shows nowhere: another is asked in its place, and counted. So it is silent
where each other one has given more answers in two minutes than chance explains. The code of one that nobody waited for is `-`.
*/}}
{{- if $everyPod }}
{{- $query := printf "avg(sum by (pod_name) (increase(%[1]s_count{%[2]s, pod_name!~%[3]q, code=~\"[2-5]..\"}[2m]))) unless sum(increase(%[1]s_count{%[4]s, code=~\"[2-5]..\"}[2m])) > 0" $nginx $here $new $answers }}
{{- $_ := set $found "silence" (dict "query" $query "max" 30 "delay" 180) }}
{{- end }}
{{- end }}
{{- with $analysis.maxLatencyMilliseconds }}
{{- /* A WebSocket (101) counts when it ends: its time is nobody's wait. */}}
{{- $query := printf "histogram_quantile(0.95, sum by (le) (rate(%s_bucket{%s, code!=\"101\"}[2m])))" $nginx $answers }}
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
  "value" "canary" "allowed" "rolling, as long as there is no Ingress of HTTP and no metric"
  "remedy" "name a metric in rollout.canary.analysis.metrics, add an Ingress that is not gRPC, or give rollout.canary.analysis.maxErrorPercent a number") }}
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
