import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { temporaryFolder, unvanish } from '../cli/command.js';
import { openChromium } from './chromium.js';

const folder = temporaryFolder();
const situations = (['light', 'dark'] as const).flatMap((scheme) => [390, 1280].map((width) => ({ scheme, width })));

/** Opens a page as a reader would and notes what it should not do. */
async function open(browser: Browser, url: string, { scheme, width }: (typeof situations)[number]) {
  const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme: scheme });
  const said: string[] = [];
  const asked: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) asked.push(request.url());
  });
  await page.goto(url);
  const facts = (await page.evaluate(`(() => {
    const root = document.documentElement;
    return {
      overflow: root.scrollWidth - root.clientWidth,
      heading: document.querySelector('h1').textContent,
      background: getComputedStyle(document.body).backgroundColor,
      broken: [...document.images].filter((image) => image.naturalWidth === 0).length,
      images: document.images.length + document.querySelectorAll('svg').length,
    };
  })()`)) as { overflow: number; heading: string; background: string; broken: number; images: number };
  await page.close();
  return { ...facts, said, asked };
}

describe('the report of reproduce boxes', () => {
  it('opens at phone and page width, light and dark, without network, errors or overflow', async (context) => {
    const browser = await openChromium(context);
    try {
      const tiny = ['--boxes', 'earlier', '--samples', '60', '--test-samples', '8', '--epochs', '2', '--quiet'];
      await unvanish(folder, 'reproduce', 'boxes', ...tiny, '--out', 'boxes');
      const url = pathToFileURL(join(folder, 'boxes/report.html')).href;
      const pages = await Promise.all(situations.map((situation) => open(browser, url, situation)));
      for (const page of pages) {
        expect(page).toMatchObject({ overflow: 0, broken: 0, said: [], asked: [url] });
        expect(page.heading).toContain('Saliency');
        expect(page.images).toBeGreaterThan(8);
      }
      const [light, , dark] = pages;
      expect(dark.background).not.toBe(light.background);
    } finally {
      await browser.close();
    }
  });
});
