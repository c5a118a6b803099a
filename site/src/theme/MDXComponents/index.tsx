import MDXComponents from '@theme-original/MDXComponents';
import Figure from '@site/src/components/Figure';
import Quiz from '@site/src/components/quiz';

/** What lessons can use without importing it. */
export default { ...MDXComponents, Figure, Quiz };
