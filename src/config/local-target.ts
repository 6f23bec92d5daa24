import type { DatabaseVendor } from '../keycloak/databases.ts';

/** Values of Local Beanstalk in place of the user's database and host name. */
export interface LocalTarget {
  /** http://127.0.0.1:PORT of the API. */
  endpoint: string;
  /** Public URL of the load balancer: http://localhost:PORT. */
  url: string;
  /** Host and port of the database for instances; its name is database.name. */
  database: {
    /** undefined when instances only report. */
    vendor?: DatabaseVendor | undefined;
    /** The database.vendor that it was started for; undefined when it was started without kc-eb.yaml. */
    standsFor?: string | undefined;
    host: string;
    port: number;
    username: string;
    passwordArn: string;
  };
  adminPasswordArn: string;
  /** Its instances run nothing: no Keycloak can be verified, or take a password. */
  reportingOnly?: boolean;
  /** The profile of kc-eb.yaml is not in Local Beanstalk's IAM. */
  instanceProfile: string;
  /**
   * Pulls the base image, e.g. "quay.io/keycloak/keycloak:26.7.3", or builds a stand-in when its registry cannot be
   * reached. undefined when instances only report.
   */
  provideBaseImage?: (
    from: string,
    onLine: (line: string) => void,
  ) => Promise<{ outcome: 'done' | 'already'; detail: string }>;
}
