import { languages } from '../../domain/problem.ts'
import type { Check } from './checks.ts'
import type { Seen } from './gather.ts'

const has = ({ html }: Seen, pattern: RegExp, what: string): string[] => (pattern.test(html) ? [] : [what])
const tag = (name: string, attribute: string) => new RegExp(`<${name} [^>]*${attribute}`, 'i')

/** What stands in the document. */
export const documentChecks: readonly Check[] = [
  {
    name: 'answered as it should be',
    faults: ({ page, answers }) => {
      const status = answers.find(({ type }) => type.startsWith('text/html'))?.status
      return status === (page.status ?? 200) ? [] : [`by ${status}`]
    },
  },
  {
    name: 'doctype and character set',
    faults: (seen) => [
      ...(seen.quirks ? ['quirks mode'] : []),
      ...has(seen, /^<!doctype html>/i, 'no doctype'),
      ...(/<meta charset="utf-8"/i.test(seen.html.slice(0, 1024))
        ? []
        : ['no charset in the first 1,024 bytes']),
    ],
  },
  {
    name: 'title and language',
    faults: ({ title, lang }) => [
      ...(title.trim() === '' ? ['no title'] : []),
      ...((languages as readonly string[]).includes(lang) ? [] : [`lang is "${lang}"`]),
    ],
  },
  {
    name: 'viewport, may be zoomed',
    faults: (seen) => [
      ...has(seen, tag('meta', 'content="width=device-width, initial-scale=1'), 'no viewport'),
      ...(/user-scalable=(no|0)|maximum-scale/i.test(seen.html) ? ['zooming is forbidden'] : []),
    ],
  },
  {
    name: 'description',
    faults: (seen) => has(seen, tag('meta', 'name="description" content="[^"]+'), 'none'),
  },
  {
    name: 'found by search engines',
    faults: (seen) => (tag('meta', 'name="robots" content="noindex').test(seen.html) ? ['noindex'] : []),
  },
  {
    name: 'icon',
    faults: (seen) => has(seen, tag('link', 'rel="icon"'), 'none'),
  },
  {
    name: 'colours of the browser’s frame',
    faults: (seen) => has(seen, tag('meta', 'name="color-scheme" content="light dark"'), 'no colour scheme'),
  },
  {
    name: 'pictures: alt, size, whole',
    faults: ({ pictures }) =>
      pictures.flatMap(({ src, hasAlt, hasSize, isBroken }) => [
        ...(hasAlt ? [] : [`${src} has no alt`]),
        ...(hasSize ? [] : [`${src} has neither width nor height`]),
        ...(isBroken ? [`${src} is broken`] : []),
      ]),
  },
  {
    name: 'links lead somewhere',
    faults: ({ links }) =>
      links.flatMap(({ href, target, rel, text }) => [
        ...(href === null || href.startsWith('javascript:') ? [`"${text}" has no address`] : []),
        ...(target === '_blank' && !/noopener|noreferrer/.test(rel)
          ? [`"${text}" gives its opener away`]
          : []),
        ...(/^(click here|here|more|link|read more)$/i.test(text) ? [`"${text}" says nothing`] : []),
      ]),
  },
  { name: 'ids are there once', faults: ({ twice }) => twice },
  { name: 'passwords may be pasted', faults: ({ noPaste }) => noPaste },
  { name: 'asks for nothing at once', faults: ({ forward }) => forward },
]
