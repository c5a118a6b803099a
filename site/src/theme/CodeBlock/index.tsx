import type { ReactNode } from 'react';
import CodeBlock from '@theme-original/CodeBlock';
import type { Props } from '@theme/CodeBlock';
import PythonCell from '@site/src/components/python';
import type { CellAttributes } from '@site/src/remark/python-cells';

/** Code as the theme shows it, or a runnable cell where the lesson asks for one. */
export default function CodeBlockWrapper(props: Props & Partial<CellAttributes>): ReactNode {
  const { 'data-cell': id, 'data-check': check, 'data-height': height, ...rest } = props;
  if (id === undefined || typeof props.children !== 'string') return <CodeBlock {...rest} />;
  return (
    <PythonCell
      id={id}
      code={props.children.replace(/\n$/, '')}
      check={check ?? ''}
      {...(height !== undefined && { height: Number(height) })}
    >
      {(code) => (
        <CodeBlock language="python" showLineNumbers>
          {code}
        </CodeBlock>
      )}
    </PythonCell>
  );
}
