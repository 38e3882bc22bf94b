{{- /* What kube-score finds and we mean: the image is named by digest, so a pull brings nothing new. */}}
{{- define "database-provisioning.pod" -}}
metadata:
  labels:
    app.kubernetes.io/name: {{ quote .root.Chart.Name }}
    app.kubernetes.io/instance: {{ quote .root.Release.Name }}
  annotations:
    kube-score/ignore: container-image-pull-policy
spec:
  restartPolicy: Never
  serviceAccountName: {{ quote .root.Release.Name }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  securityContext:
    runAsNonRoot: true
    runAsUser: 65532
    runAsGroup: 65532
    seccompProfile:
      type: RuntimeDefault
  nodeSelector:
    node: {{ quote .root.Values.nodeGroup }}
  tolerations:
    - key: node
      operator: Equal
      value: {{ quote .root.Values.nodeGroup }}
      effect: NoSchedule
  containers:
    - name: psql
      image: {{ include "database-provisioning.image" .root.Values.image | quote }}
      imagePullPolicy: IfNotPresent
      command: [psql]
      args: [--no-psqlrc, --set=ON_ERROR_STOP=on, --file=/provisioning/script.sql]
      env: {{- include "database-provisioning.env" .root | nindent 8 }}
      {{- /* What psql said stands in the pod's status, too. */}}
      terminationMessagePolicy: FallbackToLogsOnError
      securityContext:
        allowPrivilegeEscalation: false
        readOnlyRootFilesystem: true
        capabilities:
          drop: [ALL]
      resources:
        requests: {cpu: 50m, memory: 64Mi, ephemeral-storage: 16Mi}
        limits: {cpu: 500m, memory: 64Mi, ephemeral-storage: 16Mi}
      volumeMounts:
        - name: files
          mountPath: /provisioning
          readOnly: true
  volumes:
    - name: files
      configMap:
        name: {{ .files | quote }}
{{- end }}

{{- define "database-provisioning.image" -}}
{{ .repository }}{{ with .tag }}:{{ . }}{{ end }}@{{ .digest }}
{{- end }}

{{- /* libpq's variables. */}}
{{- define "database-provisioning.env" -}}
- name: PGHOST
  value: {{ quote .Values.host }}
- name: PGPORT
  value: {{ int .Values.port | quote }}
- name: PGDATABASE
  value: postgres
- name: PGCONNECT_TIMEOUT
  value: "10"
- name: PGSSLMODE
  value: {{ ternary "verify-full" "require" (not (empty .Values.caBundle)) | quote }}
{{- if .Values.caBundle }}
- name: PGSSLROOTCERT
  value: /provisioning/ca.pem
{{- end }}
{{- range $variable, $key := dict "PGUSER" "username" "PGPASSWORD" "password" }}
- name: {{ quote $variable }}
  valueFrom:
    secretKeyRef:
      name: {{ include "database-provisioning.secret" $ | quote }}
      key: {{ quote $key }}
{{- end }}
{{- end }}
