{{- define "database-provisioning.labels" -}}
app.kubernetes.io/name: {{ quote .Chart.Name }}
app.kubernetes.io/instance: {{ quote .Release.Name }}
app.kubernetes.io/managed-by: {{ quote .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
{{- end }}

{{- /*
The Job and its files are named by all that decides what is run: the script first of all. The same again is the
same Job, which has run; anything else is another one, as a Job cannot be changed.
*/}}
{{- define "database-provisioning.run" -}}
{{- /* Parsed first: the same pod in other quotes is the same. */}}
{{- $pod := include "database-provisioning.pod" (dict "root" . "files" "") | fromYaml | toJson }}
{{- $hash := print .Values.sql .Values.caBundle $pod | sha256sum | trunc 10 }}
{{- .Release.Name }}-{{ $hash }}
{{- end }}

{{- /* The Secret and the store that it comes from. */}}
{{- define "database-provisioning.secret" -}}
master-secret
{{- end }}

{{- /* Whose role reads the master secret. No pod runs as it. */}}
{{- define "database-provisioning.reader" -}}
master-secret-reader
{{- end }}
