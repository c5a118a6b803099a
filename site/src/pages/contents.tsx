import type { ReactNode } from 'react';
import Layout from '@theme/Layout';

export default function Contents(): ReactNode {
  return <Layout>Contents</Layout>;
}
