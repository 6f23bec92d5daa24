/** Permissions of IAM, and what a principal lacks of them. */
export interface Permission {
  actions: readonly string[];
  /** An ARN, or "*" for actions without resources. */
  resource: string;
}

export interface Denied {
  action: string;
  resource: string;
}
