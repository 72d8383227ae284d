import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const docs = join(import.meta.dirname, '..');

/** The generated pages of a folder, by their first headings; none where it has not been made. */
function pagesOf(folder) {
  const path = join(docs, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path)
    .filter((file) => file.endsWith('.md'))
    .sort()
    .map((file) => {
      const heading = /^# (.+)$/m.exec(readFileSync(join(path, file), 'utf8'));
      return { text: heading?.[1] ?? file.slice(0, -3), link: `/${folder}/${file.slice(0, -3)}` };
    });
}

export default defineConfig({
  title: 'Unvanish',
  description: 'Train recurrent networks on multivariate time series and see which features mattered, and when.',
  lang: 'en-GB',
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  srcExclude: ['programs/**'],
  vite: { build: { chunkSizeWarningLimit: 2000 } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'First map', link: '/first-map' },
      { text: 'Your own data', link: '/own-data' },
      { text: 'Library', link: '/library' },
      { text: 'The paper', link: '/paper' },
      { text: 'API', link: '/api/README' },
    ],
    sidebar: [
      {
        text: 'Start',
        items: [
          { text: 'A first map in five minutes', link: '/first-map' },
          { text: 'Your own data', link: '/own-data' },
          { text: 'Choosing a model', link: '/choosing' },
          { text: 'How much data', link: '/how-much-data' },
          { text: 'Questions and answers', link: '/questions' },
        ],
      },
      {
        text: 'What comes out',
        items: [
          { text: 'What a map means', link: '/maps' },
          { text: 'Cross-validation', link: '/cross-validation' },
          { text: 'Why saliency vanishes', link: '/diagnosis' },
          { text: 'Reproducing the paper', link: '/paper' },
          { text: 'Published and measured', link: '/measurements' },
        ],
      },
      {
        text: 'In code',
        items: [
          { text: 'Library', link: '/library' },
          { text: 'Extending it', link: '/extending' },
          { text: 'Architecture', link: '/architecture' },
          { text: 'Performance', link: '/performance' },
        ],
      },
      {
        text: 'Reference',
        items: [{ text: 'Files in and out', link: '/formats' }, { text: 'Models from PyTorch', link: '/pytorch' }, ...pagesOf('reference'), { text: 'API', link: '/api/README' }],
      },
    ],
    docFooter: { prev: 'Before', next: 'Next' },
    footer: { message: 'MIT licence' },
  },
});
