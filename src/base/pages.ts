interface Page {
  nextToken?: string | undefined;
  NextToken?: string | undefined;
  /** The name of RDS. */
  Marker?: string | undefined;
}

/** Returns the items of all pages of a list in AWS. `token` is undefined for the first page. */
export async function allPages<P extends Page, T>(
  request: (token: string | undefined) => Promise<P>,
  items: (page: P) => readonly T[] | undefined,
): Promise<T[]> {
  const pages: (readonly T[])[] = [];
  let token: string | undefined;
  do {
    const page = await request(token);
    pages.push(items(page) ?? []);
    token = page.NextToken ?? page.nextToken ?? page.Marker;
  } while (token !== undefined);
  return pages.flat();
}
