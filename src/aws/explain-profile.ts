/** Explains missing credentials by the profile: the SDK's own message names neither the profile nor the file. */
import { loadSharedConfigFiles } from '@smithy/core/config';
import { suggestion } from '../base/did-you-mean.ts';
import { UserError } from '../base/user-error.ts';

/** Returns UserError 'credentials' where AWS_PROFILE is the cause; other errors unchanged. */
export async function explainProfile(error: unknown, profile = process.env.AWS_PROFILE): Promise<unknown> {
  if (!(error instanceof Error) || error.name !== 'CredentialsProviderError') return error;
  if (profile === undefined || profile === '' || !/any providers|profile: \[/.test(error.message))
    return error;
  const names = await profileNames();
  if (!names.includes(profile)) {
    return new UserError(
      'credentials',
      `AWS profile not found: ${profile}${suggestion(profile, names, '.')}`,
      {
        hint: 'AWS_PROFILE names a profile of ~/.aws/config or ~/.aws/credentials: aws configure list-profiles lists them.',
        cause: error,
      },
    );
  }
  return new UserError('credentials', `AWS profile ${profile} gives no credentials.`, {
    hint: `Run aws sts get-caller-identity --profile ${profile} for the reason, and correct the profile.`,
    cause: error,
  });
}

async function profileNames(): Promise<string[]> {
  try {
    const { configFile, credentialsFile } = await loadSharedConfigFiles({ ignoreCache: true });
    return [...new Set([...Object.keys(configFile), ...Object.keys(credentialsFile)])].filter(
      // The SDK lists [sso-session x] as "sso-session.x".
      (name) => !/^(sso-session|services)\./.test(name),
    );
  } catch {
    return [];
  }
}
