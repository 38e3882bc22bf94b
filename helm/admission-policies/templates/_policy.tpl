{{- define "admission-policies.metadata" -}}
metadata:
  name: {{ printf "application-%s" .name | quote }}
  labels:
    app.kubernetes.io/name: {{ quote .root.Chart.Name }}
    app.kubernetes.io/instance: {{ quote .root.Release.Name }}
    app.kubernetes.io/managed-by: {{ quote .root.Release.Service }}
    helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | quote }}
{{- end }}

{{- /*
One policy with its binding: `name`, `root`, `spec`, and `everywhere` if it holds in all namespaces, with
those of the applications as its parameters.
*/}}
{{- define "admission-policies.policy" -}}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
{{ include "admission-policies.metadata" . }}
spec:
  failurePolicy: Fail
  {{- .spec | nindent 2 }}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
{{ include "admission-policies.metadata" . }}
spec:
  policyName: {{ printf "application-%s" .name | quote }}
  validationActions: [Deny]
  {{- if .everywhere }}
  paramRef:
    parameterNotFoundAction: Allow
    selector:
      matchLabels: {{- include "admission-policies.namespaceLabels" .root | nindent 8 }}
  {{- else }}
  matchResources:
    namespaceSelector:
      matchLabels: {{- include "admission-policies.namespaceLabels" .root | nindent 8 }}
  {{- end }}
{{- end }}

{{- define "admission-policies.namespaceLabels" -}}
{{- range $label, $value := .Values.namespaceLabels }}
{{ quote $label }}: {{ quote $value }}
{{- end }}
{{- end }}

{{- /* The resources of one API group, whose objects are judged when they are made and changed. */}}
{{- define "admission-policies.match" -}}
matchConstraints:
  resourceRules:
    - apiGroups: [{{ quote .group }}]
      apiVersions: ["*"]
      operations: [CREATE, UPDATE]
      resources:
        {{- range .resources }}
        - {{ quote . }}
        {{- end }}
{{- end }}

{{- /* Texts in lists and maps as CEL has them, which is as JSON has them. */}}
{{- define "admission-policies.list" -}}
{{ toJson . | quote }}
{{- end }}

{{- /*
What Kubernetes and EKS do themselves. Nobody else has such a name: EKS gives none that begins with
`system:` or `eks:` to people, and no application is in kube-system.
https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
*/}}
{{- define "admission-policies.people" -}}
- name: people
  expression: >-
    !request.userInfo.username.startsWith('system:serviceaccount:kube-system:')
    && !request.userInfo.username.startsWith('eks:')
    && !(request.userInfo.username in ['system:apiserver', 'system:cloud-controller-manager',
    'system:kube-controller-manager', 'system:kube-scheduler'])
    && !(has(request.userInfo.groups) && 'system:nodes' in request.userInfo.groups)
{{- end }}

{{- /* Those of the platform: who may change the policies may do what they refuse to others. */}}
{{- define "admission-policies.operator" -}}
- name: operator
  expression: >-
    authorizer.group('admissionregistration.k8s.io').resource('validatingadmissionpolicies')
    .check('update').allowed()
{{- end }}

{{- /*
Annotations that nothing outside of the namespace acts on: Helm's, kubectl's, those of Deployments, of Jobs (`kubectl create job
--from` writes one), of the LimitRange, of external-secrets, and the chart's own. What ends in a slash stands for all below it.
*/}}
{{- define "admission-policies.annotations" -}}
["meta.helm.sh/","helm.sh/","kubectl.kubernetes.io/","deployment.kubernetes.io/","batch.kubernetes.io/","cronjob.kubernetes.io/","checksum/","kube-score/ignore","kubernetes.io/limit-ranger","reconcile.external-secrets.io/","force-sync"]
{{- end }}
