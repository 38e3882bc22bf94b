"""A simulation of cluster-autoscaler: nodes for pods that find no room, and none that are idle.

The program itself cannot run here, for it is no Go module that can be built. This one reads the
same objects, decides by the rules that the program publishes, and changes the same sizes: those of
the Auto Scaling groups, from which nodes follow. The rules are those of version 1.35:
https://github.com/kubernetes/autoscaler/blob/cluster-autoscaler-1.35.0/cluster-autoscaler/FAQ.md

It runs where the program would: while its service account has a role, and, if its Deployment is
there, while one of its pods is ready. Flags are read from the Deployment, or else from the
platform's values. Times are a tenth of the program's: ten minutes are one.

Followed:

- A pod that the scheduler found no room for, and that fits no node that stands or comes, is tried
  on a new node of each group below its maximum, with the pods that DaemonSets bring. New pods are
  looked at twice.
- Expander `least-waste`: the group grows that stays the least unused; the first by name of equals,
  of which the program takes any.
- `balance-similar-node-groups`: groups whose nodes are alike, and that could take the same pods,
  grow in turn.
- A node that at most half is asked of, and whose pods have a place elsewhere, is not needed. After
  10 minutes of that it goes, unless its group is at its minimum; not within 10 minutes of a growth,
  or 3 of a failure. Of nodes with pods that move, one goes at a time; of empty ones ten.
- A pod keeps its node if no controller makes another, if it is of `kube-system` and has no
  disruption budget, if its budget is used up, if it has local storage (by the flag), or if it says
  `safe-to-evict: "false"`. With `"true"` it never does. A node's `scale-down-disabled` counts, too.
- A node that goes is tainted and cordoned, its pods are evicted, its instance is terminated last. A
  pod that may not be evicted for 2 minutes saves it.
- Pods with a priority below -10 count for nothing.
- Events say `TriggeredScaleUp`, `NotTriggerScaleUp`, `ScaleDown` and `ScaleDownFailed`.

Left out:

- What placement.py leaves out of scheduling. Where that keeps a pod waiting, nothing grows.
- Limits of the whole cluster (`max-nodes-total`, cores, memory), other expanders, GPUs, priorities
  in a drain, and settings by a group's tags.
- What is for clouds that fail: backoff, instances that never come, an unhealthy cluster.
- The soft taint of nodes that are not needed, the ConfigMap of the status, metrics, and leader
  election.
- `blocking-system-pod-distruption-timeout`: a pod of the system blocks for as long as it is there.
"""
