/** The policy that governs a version sent with another policy: the stored one, or the sent one (aws-sdk-ruby#1394). */
import { codeOf, option, sameBundleAgain, type Step, update } from '../step.ts';

const policy = (value: string) => option('aws:elasticbeanstalk:command', 'DeploymentPolicy', value);

export const sentPolicyStep: Step = {
  name: 'sent-policy',
  assumption: 'The deployment policy of a call governs the version of the same call.',
  needs: 'environment',
  answers: {
    sent: {
      holds: true,
      meaning: "Local Beanstalk's default holds. kc-eb sets the policy in an earlier call and needs neither.",
    },
    stored: {
      holds: false,
      meaning:
        "Local Beanstalk's switch stored-policy-governs must be its default. kc-eb sets the policy first.",
    },
    rejected: { holds: false, meaning: 'One call cannot hold both; kc-eb makes two calls.' },
  },
  async observe(context) {
    const label = await sameBundleAgain(context, 'sent-policy');
    // kc-eb's policy is Rolling: its deployments have batches.
    try {
      const events = await update(context, { VersionLabel: label, OptionSettings: [policy('AllAtOnce')] });
      const batches = events.filter(({ Message = '' }) =>
        /^Batch \d+: Starting application deployment on/.test(Message),
      );
      return {
        answer: batches.length === 0 ? 'sent' : 'stored',
        seen: `Stored Rolling, sent AllAtOnce: ${batches.length} batches in ${events.length} events.`,
      };
    } catch (error) {
      const { code, message } = codeOf(error);
      return { answer: 'rejected', seen: `${code}: ${message}` };
    } finally {
      await update(context, { OptionSettings: [policy('Rolling')] });
    }
  },
};
