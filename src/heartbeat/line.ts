/** The line that the heartbeat service of each instance writes every 30 s; docs/heartbeat.md has its format. */
import { z } from 'zod';

export interface Heartbeat {
  /** Milliseconds since the epoch: a whole half minute by the instance's clock. */
  at: number;
  /** EC2 instance id. */
  instance: string;
  /** Private address. */
  address: string;
  /** The release of Keycloak, e.g. "26.7.3". */
  keycloak: string;
  versionLabel: string;
  /** Counts the heartbeats since the reporter's start, from 1. */
  sequence: number;
  /** Whether /health/ready of Keycloak was 200. */
  ready: boolean;
  /** Nodes in its cluster view; undefined while Keycloak has no such metric. */
  size: number | undefined;
  /** JGroups' name of the node, e.g. "ip-10-0-0-11-20541". */
  node: string | undefined;
  /** Start of Keycloak's process, in milliseconds since the epoch. */
  startedAt: number | undefined;
}

const count = z.int().min(0);
const lineSchema = z.object({
  _aws: z.object({ Timestamp: z.number() }),
  // A later format may mean something else by the same names.
  Format: z.literal(1),
  Instance: z.string().min(1),
  Address: z.string(),
  Keycloak: z.string(),
  Version: z.string(),
  Sequence: count,
  Ready: z.union([z.literal(0), z.literal(1)]),
  ClusterSize: count.optional(),
  Node: z.string().min(1).optional(),
  StartedAt: z.number().optional(),
});

/** Returns undefined for every other text. */
export function parseHeartbeat(message: string): Heartbeat | undefined {
  const line = lineSchema.safeParse(parseJson(message)).data;
  if (line === undefined) return undefined;
  return {
    ...{ at: line._aws.Timestamp, instance: line.Instance, address: line.Address },
    ...{ keycloak: line.Keycloak, versionLabel: line.Version, sequence: line.Sequence },
    ...{ ready: line.Ready === 1, size: line.ClusterSize, node: line.Node, startedAt: line.StartedAt },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
