import { html, type Markup, trusted } from './markup.js';

/** What differs from page to page. */
export interface Page {
  readonly title: string;
  /** CSS, written by this package. */
  readonly style: string;
  readonly body: Markup;
}

/**
 * One HTML document that needs nothing else: styles and images are inside, there is no script, and its content security
 * policy forbids the network.
 */
export function renderPage({ title, style, body }: Page): string {
  const page = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="Unvanish">
<title>${title}</title>
<style>${trusted(style)}</style>
</head>
<body>
${body}
</body>
</html>
`;
  return page.text;
}
