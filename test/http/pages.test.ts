import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createServiceUnderTest, type ServiceUnderTest } from './service-under-test.ts';

let service: ServiceUnderTest;

beforeAll(async () => {
  service = await createServiceUnderTest();
});

afterAll(async () => {
  await service.app.close();
});

/** Every import and href of the dashboard, followed from its first page. */
async function crawl(): Promise<ReadonlyMap<string, string>> {
  const seen = new Map<string, string>();
  const open = ['/'];
  for (let url = open.pop(); url !== undefined; url = open.pop()) {
    const answer = await service.app.inject({ url });
    expect([url, answer.statusCode]).toEqual([url, 200]);
    seen.set(url, answer.body);
    const links = [...answer.body.matchAll(/(?:from |(?:href|src)=)["']([./][^"']*)["']/g)];
    for (const [, link = '/'] of links) {
      const { pathname } = new URL(link, `http://x${url}`);
      if (!seen.has(pathname) && !pathname.startsWith('/docs')) open.push(pathname);
    }
  }
  return seen;
}

describe('the dashboard', () => {
  it('is complete: every file that one of its files names is there', async () => {
    const files = [...(await crawl()).keys()];
    expect(files).toEqual(
      expect.arrayContaining([
        ...['/', '/web/main.js', '/web/style.css', '/client/client.ts'],
        ...['/web/machine-page.js', '/web/offers-page.js', '/web/ask.js'],
      ]),
    );
  });

  it('names nothing on another host', async () => {
    for (const [url, text] of await crawl()) {
      const hosts = [...text.matchAll(/https?:\/\/[\w.-]+/g)].map(([host]) => host);
      const allowed = [
        'http://www.w3.org',
        'https://html.spec.whatwg.org',
        'https://ironflake.example',
      ];
      expect([url, hosts.filter((host) => !allowed.includes(host))]).toEqual([url, []]);
    }
  });

  it('runs under a policy that forbids inline and foreign scripts', async () => {
    const answer = await service.app.inject({ url: '/' });
    expect(answer.headers['content-security-policy']).toMatch(
      /default-src 'none'.*script-src 'self';/,
    );
    expect(answer.body).not.toMatch(/<script>|style=|onclick=/);
  });

  it('gets the client without its types', async () => {
    const answer = await service.app.inject({ url: '/client/client.ts' });
    expect(answer.headers['content-type']).toMatch(/^text\/javascript/);
    expect(answer.body).not.toContain('import type');
  });
});

describe('the documentation page', () => {
  it('loads everything from this service', async () => {
    const { body, statusCode } = await service.app.inject({ url: '/docs' });
    expect(statusCode).toBe(200);
    expect(body).not.toMatch(/https?:\/\//);
  });
});
