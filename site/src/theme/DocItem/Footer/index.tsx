import Footer from '@theme-original/DocItem/Footer';
import type { ReactNode } from 'react';
import LessonEnd from '@site/src/components/lesson/LessonEnd';

export default function FooterWithEnd(): ReactNode {
  return (
    <>
      <LessonEnd />
      <Footer />
    </>
  );
}
