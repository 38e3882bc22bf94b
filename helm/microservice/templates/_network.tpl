{{- /* The pods of one application in one namespace. */}}
{{- define "microservice.peer" -}}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ quote .namespace }}
podSelector:
  matchLabels:
    app.kubernetes.io/name: {{ quote .name }}
{{- end }}

{{- /* All pods of an application that calls: those of its schedules have another name. */}}
{{- define "microservice.caller" -}}
namespaceSelector:
  matchLabels:
    kubernetes.io/metadata.name: {{ quote . }}
podSelector:
  matchLabels:
    app.kubernetes.io/instance: {{ quote . }}
{{- end }}

{{- define "microservice.allowDns" -}}
- to:
    - namespaceSelector:
        matchLabels:
          kubernetes.io/metadata.name: kube-system
      podSelector:
        matchLabels:
          k8s-app: kube-dns
  ports:
    - {port: 53, protocol: UDP}
    - {port: 53, protocol: TCP}
{{- end }}

{{- define "microservice.ingressRules" -}}
{{- if include "microservice.serves" . }}
{{- $ports := include "microservice.ports" . | fromJson }}
{{- $metrics := .Values.monitoring.serviceMonitor }}
{{- if .Values.ingresses }}
- from:
    - {{- include "microservice.peer" .Values.networkPolicy.ingressController | nindent 6 }}
  ports:
    {{- $names := list }}
    {{- range .Values.ingresses }}{{ $names = append $names (.port | default "http") }}{{ end }}
    {{- range uniq $names }}
    - port: {{ index $ports . | int }}
    {{- end }}
{{- end }}
{{- if $metrics.enabled }}
- from:
    - {{- include "microservice.peer" .Values.networkPolicy.prometheus | nindent 6 }}
  ports:
    - port: {{ index $ports $metrics.port | int }}
{{- end }}
{{- range .Values.peers.calledBy }}
- from:
    - {{- include "microservice.caller" . | nindent 6 }}
  ports:
    {{- range $name, $port := $ports }}
    {{- /* A port for metrics alone is not for callers. */}}
    {{- if or (eq $name "http") (not $metrics.enabled) (ne $name $metrics.port) }}
    - port: {{ int $port }}
    {{- end }}
    {{- end }}
{{- end }}
- from:
    - podSelector:
        matchLabels: {{- include "microservice.testLabels" . | nindent 10 }}
  ports:
    - port: {{ int .Values.port }}
{{- end }}
{{- end }}

{{- define "microservice.egressRules" -}}
{{ include "microservice.allowDns" . }}
{{- range .Values.peers.calls }}
- to:
    - {{- include "microservice.peer" (dict "namespace" . "name" .) | nindent 6 }}
{{- end }}
{{- with .Values.database.cidrs }}
{{ include "microservice.allowCidrs" (dict "cidrs" . "ports" (list $.Values.database.port)) }}
{{- end }}
{{- if .Values.podIdentity.enabled }}
{{- /* The agent's address on every node: https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html */}}
{{ include "microservice.allowCidrs" (dict "cidrs" (list "169.254.170.23/32") "ports" (list 80)) }}
{{- end }}
{{- if .Values.podIdentity.awsApis }}
{{- /* AWS's addresses are not known beforehand, and a NetworkPolicy knows no host names. */}}
{{ include "microservice.allowCidrs" (dict "cidrs" (list "0.0.0.0/0") "ports" (list 443)) }}
{{- end }}
{{- range .Values.networkPolicy.egress }}
{{ include "microservice.allowCidrs" . }}
{{- end }}
{{- end }}

{{- define "microservice.allowCidrs" -}}
- to:
    {{- range .cidrs }}
    - ipBlock:
        cidr: {{ quote . }}
    {{- end }}
  ports:
    {{- range .ports }}
    - port: {{ int . }}
    {{- end }}
{{- end }}
