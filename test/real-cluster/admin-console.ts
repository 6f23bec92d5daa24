/** Users of Keycloak's admin console, each with cookies that no other one has. */
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { vi } from 'vitest';
import { startChromium } from '../browser/chromium.ts';
import type { LocalProject } from './local-project.ts';
import { type ServedRequest, servedRequests } from './served-requests.ts';

interface Visit {
  /** The instance that should check the password. */
  instance: string;
  /** Requests with the password. */
  logins: ServedRequest[];
  /** Requests with the access token. */
  asAdmin: ServedRequest[];
}

interface Cluster {
  /** URL of the load balancer. */
  url: string;
  /** Requests that the instances have served since the visit began. */
  served: () => Promise<ServedRequest[]>;
}

const sections = ['Users', 'Clients', 'Client scopes', 'Realm roles', 'Groups', 'Sessions'];
const loginPath = '/realms/master/login-actions/authenticate';
const adminPaths = /^\/admin\/(realms|serverinfo|master\/console\/whoami)/;
const screenshot = fileURLToPath(new URL('../../docs/images/admin-console.png', import.meta.url));

/** Logs in once on each instance, and opens pages of the console. With UPDATE=1 it writes the screenshot of the last one. */
export async function visitConsole(
  { folder, url }: LocalProject,
  instances: readonly string[],
  password: string,
): Promise<Visit[]> {
  const browser = await startChromium();
  const visits: Visit[] = [];
  try {
    for (const instance of instances) {
      const since = Date.now() / 1000;
      const served = () => servedRequests(folder, instances, since);
      const page = await logIn(browser, { url, served }, instance, password);
      for (const section of sections) await openSection(page, section);
      // The list of sessions has this login.
      await page.getByText('security-admin-console').first().waitFor();
      if (process.env.UPDATE === '1') await page.screenshot({ path: screenshot });
      const requests = await served();
      visits.push({
        instance,
        logins: requests.filter(({ path }) => path === loginPath),
        asAdmin: requests.filter(({ path }) => adminPaths.test(path)),
      });
    }
  } finally {
    await browser.close();
  }
  return visits;
}

/**
 * The balancer takes the instances in turn, and a page at rest sends nothing. So after a request to the other instance, the
 * password goes to this one.
 */
async function logIn(browser: Browser, cluster: Cluster, instance: string, password: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${cluster.url}/admin/`, { waitUntil: 'networkidle' });
  await page.fill('#username', 'admin');
  await page.fill('#password', password);
  while ((await servingNow(cluster)) === instance);
  await page.click('#kc-login');
  return page;
}

/** The instance that serves one request. */
async function servingNow({ url, served }: Cluster): Promise<string> {
  const path = `/realms/${randomUUID()}`;
  await (await fetch(`${url}${path}`)).text();
  // nginx writes its log after the answer.
  const { instance } = await vi.waitUntil(async () =>
    (await served()).find((request) => request.path === path),
  );
  return instance;
}

/** Opens a page of the console by its menu, and waits for its title and its content. */
async function openSection(page: Page, name: string): Promise<void> {
  await page.getByRole('link', { name, exact: true }).click();
  await page.getByTestId('view-header').filter({ hasText: name }).waitFor();
  await page.getByRole('progressbar').first().waitFor({ state: 'hidden' });
}
