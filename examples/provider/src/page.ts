const style = `
  :root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
  body { margin: 0; min-height: 100dvh; display: grid; place-items: center }
  main { box-sizing: border-box; width: min(100%, 24rem); padding: 1.5rem }
  h1 { font-size: 1.5rem; margin: 0 0 1rem }
  form { display: grid; gap: 1rem }
  label { display: grid; gap: .25rem }
  input, button { font: inherit; padding: .75rem; border-radius: .5rem; border: 1px solid GrayText }
  button { cursor: pointer; font-weight: 600 }
  button.primary { background: #1d4ed8; border-color: #1d4ed8; color: #fff }
  [role=alert] { padding: .75rem; border-radius: .5rem; background: #b91c1c; color: #fff }
  :focus-visible { outline: 3px solid #60a5fa; outline-offset: 2px }
`

export function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${content}
</main>
</body>
</html>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`)
}
