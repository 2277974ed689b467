/**
 * The live page: plain files of this package, served as they are. Nothing comes from elsewhere, and the content security
 * policy holds the page to that.
 */
import { readFileSync } from 'node:fs';
import type { RoutedRequest, SimulatorResponse } from '../http/simulator-request.ts';

const FOLDER = new URL('../../page/', import.meta.url);
const INDEX = 'index.html';
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  [INDEX]: 'text/html; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
  'icon.svg': 'image/svg+xml',
  'main.js': 'text/javascript; charset=utf-8',
  'api.js': 'text/javascript; charset=utf-8',
  'element.js': 'text/javascript; charset=utf-8',
  'people.js': 'text/javascript; charset=utf-8',
  'activity.js': 'text/javascript; charset=utf-8',
  'faults.js': 'text/javascript; charset=utf-8',
};

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-cache',
};

/** The page at `/` for a browser, and its files below `/page/`; undefined for everything else. */
export function livePage(request: RoutedRequest): SimulatorResponse | undefined {
  const file = fileOf(request);
  const contentType = file === undefined ? undefined : CONTENT_TYPES[file];
  if (file === undefined || contentType === undefined || request.method !== 'GET') {
    return undefined;
  }
  const body = readFileSync(new URL(file, FOLDER), 'utf8');
  return { status: 200, headers: { ...HEADERS, 'content-type': contentType }, body };
}

function fileOf({ segments, headers }: RoutedRequest): string | undefined {
  if (segments.length === 0) {
    return headers['accept']?.includes('text/html') === true ? INDEX : undefined;
  }
  return segments.length === 2 && segments[0] === 'page' ? segments[1] : undefined;
}
