import { toErrorTitle } from '../domain/error-title'
import type { DomainError } from '../domain/errors'

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
const escape = (text: string) => text.replace(/[&<>"]/g, (letter) => ESCAPES[letter] ?? letter)

/** A failure as a page of its own, for browsers whose request no page of ours got to see. */
export function toProblemHtml(error: DomainError, requestId: string): string {
  const title = toErrorTitle(error.status)
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} · Segue</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/problem.css">
</head>
<body>
<main>
<p>${String(error.status)}</p>
<h1>${title}</h1>
<p>${escape(error.message)}</p>
<p>${escape(error.hint)}</p>
<p><small>Request ${escape(requestId)}</small></p>
<p><a href="/">Go to the front page</a></p>
</main>
</body>
</html>
`
}
