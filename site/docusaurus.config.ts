import type { Config } from '@docusaurus/types';
import type * as Preset from '@docusaurus/preset-classic';
import rehypeKatex from 'rehype-katex';
import remarkMath from 'remark-math';
import codeTheme from './src/css/code-theme';
import coursePlugin from './src/plugins/course';
import tailwindPlugin from './src/plugins/tailwind';
import pythonCells from './src/remark/python-cells';

const config: Config = {
  title: 'Lyceum',
  tagline: 'Physical AI and Humanoid Robotics',
  favicon: 'img/favicon.svg',
  // Only canonical links and the sitemap use it; the pages themselves work on any origin.
  url: process.env.LYCEUM_SITE_URL ?? 'http://localhost:3000',
  baseUrl: '/',
  i18n: { defaultLocale: 'en', locales: ['en'] },
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: {
    format: 'mdx',
    hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' },
  },
  future: { v4: true, faster: true },
  // Where the services are. It must run before the application, so it is not deferred.
  headTags: [{ tagName: 'script', attributes: { src: '/settings.js' } }],
  plugins: [tailwindPlugin, coursePlugin],
  presets: [
    [
      'classic',
      {
        docs: {
          path: 'docs',
          routeBasePath: '/book',
          sidebarPath: './sidebars.ts',
          remarkPlugins: [remarkMath, pythonCells],
          rehypePlugins: [[rehypeKatex, { strict: 'error', throwOnError: true }]],
          breadcrumbs: true,
        },
        blog: false,
        theme: {
          customCss: './src/css/custom.css',
        },
        sitemap: {
          ignorePatterns: [
            '/login',
            '/magic-link',
            '/profile',
            '/organization*',
            '/accept-invitation',
            '/admin',
          ],
        },
      } satisfies Preset.Options,
    ],
  ],
  themeConfig: {
    colorMode: { defaultMode: 'light', respectPrefersColorScheme: true },
    docs: { sidebar: { hideable: true, autoCollapseCategories: true } },
    navbar: {
      title: 'Lyceum',
      logo: { alt: '', src: 'img/logo.svg', srcDark: 'img/logo-dark.svg' },
      items: [
        { to: '/contents', label: 'Contents', position: 'left' },
        { type: 'custom-user', position: 'right' },
      ],
    },
    footer: {
      style: 'light',
      copyright:
        'Lyceum is free software under the MIT licence. Everything on these pages is served from here.',
    },
    tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
    prism: { theme: codeTheme, darkTheme: codeTheme, additionalLanguages: ['bash', 'json', 'yaml'] },
  } satisfies Preset.ThemeConfig,
};

export default config;
