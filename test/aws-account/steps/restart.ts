/** RestartAppServer, which operators use after a secret has changed: what it writes and what it starts again. */
import { afterwards, observerOf, type Step } from '../step.ts';
import { runningInstances } from './instances.ts';

const script = `echo "env $(stat -c %Y /var/app/current/.env)"
echo "started $(docker inspect --format '{{.State.StartedAt}}' $(docker ps --quiet --filter label=com.docker.compose.service=keycloak))"`;

export const restartStep: Step = {
  name: 'restart-app-server',
  assumption: 'RestartAppServer writes .env again and starts the containers with it.',
  needs: 'instances',
  answers: {
    'written and started': { holds: true, meaning: 'It can serve as the remedy for a rotated secret.' },
    'started only': {
      holds: false,
      meaning: 'A rotated secret needs kc-eb deploy; Local Beanstalk must keep .env.',
    },
    'written only': {
      holds: false,
      meaning: 'The containers keep old values; Local Beanstalk must not start them.',
    },
    neither: { holds: false, meaning: 'It does nothing for compose bundles; Local Beanstalk must follow.' },
  },
  async observe(context) {
    const { clients, environment } = context;
    const [id = ''] = await runningInstances(context);
    const observer = observerOf(context);
    const before = await observer.shell(id, script);
    const { $metadata } = await clients.beanstalk.restartAppServer({ EnvironmentName: environment });
    const events = await afterwards(context, $metadata.requestId);
    const after = await observer.shell(id, script);
    const changed = (name: string): boolean => lineOf(before.output, name) !== lineOf(after.output, name);
    const [written, started] = [changed('env'), changed('started')];
    const answer = written
      ? started
        ? 'written and started'
        : 'written only'
      : started
        ? 'started only'
        : 'neither';
    const seen = `.env ${written ? 'was written' : 'stayed'}, Keycloak's container ${started ? 'started again' : 'stayed'}. Last event: ${events.at(-1)?.Message ?? ''}`;
    return { answer, seen };
  },
};

function lineOf(output: string, name: string): string | undefined {
  return output.split('\n').find((line) => line.startsWith(`${name} `));
}
