import type { Plugin } from '@docusaurus/types';
import tailwind from '@tailwindcss/postcss';

/** Runs Tailwind over the site's own style sheet; the theme's styles (Infima) pass through unchanged. */
export default function tailwindPlugin(): Plugin {
  return {
    name: 'lyceum-tailwind',
    configurePostCss(options) {
      options.plugins.push(tailwind);
      return options;
    },
  };
}
