/** The load balancers of all environments, inside the server process. */
import { setTimeout as sleep } from 'node:timers/promises';
import { setKey } from '../base/dictionary.ts';
import type { Balancer, Instance, TargetGroup } from '../base/ports.ts';
import { checkHealth } from './health-check.ts';
import { listen, type Listener } from './listener.ts';
import { candidatePorts, exchangePorts, type PortOptions, releasePort } from './ports.ts';
import { Target } from './target.ts';

interface Registered {
  target: Target;
  stopChecks: () => void;
}

interface Group {
  settings: TargetGroup;
  registered: Map<string, Registered>;
  listener: Listener;
}

const drainCheckMs = 50;

export interface HoldingBalancer extends Balancer {
  /**
   * Listens on the first port before an environment exists, and after its end: no other program can take the public
   * address in between. Rejects with EADDRINUSE.
   */
  hold(): Promise<void>;
  /** Ends it, when no environment is left. */
  release(): Promise<void>;
}

export function inProcessBalancer(options: PortOptions): HoldingBalancer {
  const { ports, firstPort } = options;
  const groups = new Map<string, Group>();
  let held: Listener | undefined;

  function groupOf(environmentName: string): Group {
    const group = groups.get(environmentName);
    if (group === undefined) throw new Error(`no load balancer for ${environmentName}`);
    return group;
  }

  /** A swap of CNAMEs exchanges the listeners of two groups. */
  function servedAt(port: number): Group | undefined {
    return [...groups.values()].find(({ listener }) => listener.port === port);
  }

  function listenAt(port: number): Promise<Listener> {
    if (held?.port === port) return Promise.resolve(held);
    return listen({
      port,
      targets: () => [...(servedAt(port)?.registered.values() ?? [])].map(({ target }) => target),
      targetPort: () => servedAt(port)?.settings.port ?? 80,
    });
  }

  async function open(environmentName: string, settings: TargetGroup): Promise<Group> {
    const registered = new Map<string, Registered>();
    for (const port of candidatePorts(options, environmentName)) {
      // Reserved before the first await: environments are created simultaneously.
      setKey(ports.value, environmentName, port);
      try {
        const listener = await listenAt(port);
        ports.keep();
        return { settings, registered, listener };
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
      }
    }
    throw new Error(`no free port from ${firstPort}`);
  }

  return {
    async hold() {
      held = await listenAt(firstPort);
    },

    async release() {
      await held?.close();
      held = undefined;
    },

    async configure(environmentName, settings) {
      const existing = groups.get(environmentName);
      if (existing === undefined) {
        groups.set(environmentName, await open(environmentName, settings));
      } else {
        existing.settings = settings;
        for (const one of existing.registered.values()) {
          one.stopChecks();
          one.stopChecks = checkHealth(one.target, settings);
        }
      }
      return `http://localhost:${groupOf(environmentName).listener.port}`;
    },

    register(environmentName: string, instance: Instance) {
      const { registered, settings } = groupOf(environmentName);
      registered.get(instance.id)?.stopChecks();
      const target = new Target(instance);
      registered.set(instance.id, { target, stopChecks: checkHealth(target, settings) });
    },

    async deregister(environmentName, instanceId) {
      const { registered, settings } = groupOf(environmentName);
      const one = registered.get(instanceId);
      if (one === undefined) return;
      one.target.state = 'draining';
      const deadline = Date.now() + settings.deregistrationDelayMs;
      while (one.target.open > 0 && Date.now() < deadline) await sleep(drainCheckMs);
      one.stopChecks();
      // Unless it was registered again by then.
      if (registered.get(instanceId) === one) registered.delete(instanceId);
    },

    exchange(environmentName, other) {
      const [one, two] = [groupOf(environmentName), groupOf(other)];
      exchangePorts(options, environmentName, other);
      [one.listener, two.listener] = [two.listener, one.listener];
    },

    states(environmentName) {
      const registered = groups.get(environmentName)?.registered ?? new Map<string, Registered>();
      return new Map([...registered].map(([id, { target }]) => [id, target.state]));
    },

    async remove(environmentName) {
      const group = groups.get(environmentName);
      if (group === undefined) return;
      groups.delete(environmentName);
      for (const { stopChecks } of group.registered.values()) stopChecks();
      if (group.listener !== held) await group.listener.close();
      releasePort(options, environmentName);
    },
  };
}
