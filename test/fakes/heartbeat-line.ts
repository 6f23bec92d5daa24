/** A line as the heartbeat service of the bundle writes it; test/heartbeat runs the service itself. */
export interface HeartbeatParts {
  at: number;
  instance: string;
  address: string;
  node?: string | undefined;
  size?: number | undefined;
  ready?: boolean;
  startedAt?: number | undefined;
  versionLabel?: string;
  keycloak?: string;
  sequence?: number;
  environment?: string;
}

export function heartbeatLine(parts: HeartbeatParts): string {
  const { at, instance, address, node, size, startedAt, ready = true, sequence = 1 } = parts;
  const { versionLabel = 'v1', keycloak = '26.7.3', environment = 'id-prod' } = parts;
  const metrics = size === undefined ? ['Ready'] : ['Ready', 'ClusterSize'];
  return JSON.stringify({
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: 'kc-eb',
          Dimensions: [['Environment'], ['Environment', 'Instance']],
          Metrics: metrics.map((Name) => ({ Name, Unit: 'Count', StorageResolution: 1 })),
        },
      ],
    },
    ...{ Format: 1, Environment: environment, Instance: instance, Address: address },
    ...{ Keycloak: keycloak, Version: versionLabel, Sequence: sequence, Ready: ready ? 1 : 0 },
    ...{ ClusterSize: size, Node: node, StartedAt: startedAt },
  });
}
