import type { HtmlTagDescriptor, Plugin } from 'vite';

/**
 * What the built pages may do: run and fetch what lies beside them, and nothing else. No inline script or style, no text as
 * code, no other host. The policies of Trusted Types are Lit's and the worker's (`src/engine/start.ts`).
 */
export const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types lit-html foregone-worker',
].join('; ');

/** Puts the policy into every page that is built, before anything that it is about. */
export function contentSecurityPolicy(): Plugin {
  return {
    name: 'foregone:csp',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(): HtmlTagDescriptor[] {
        const attrs = { 'http-equiv': 'Content-Security-Policy', content: POLICY };
        return [{ tag: 'meta', attrs, injectTo: 'head-prepend' }];
      },
    },
  };
}
