import Content from '@theme-original/DocItem/Content';
import type { Props } from '@theme/DocItem/Content';
import type { ReactNode } from 'react';
import LessonTop from '@site/src/components/lesson/LessonTop';

export default function ContentWithTop({ children }: Props): ReactNode {
  return (
    <Content>
      <LessonTop />
      {children}
    </Content>
  );
}
