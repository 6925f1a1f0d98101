// RUN: not ambit-opt --ambit-pipeline=stop-after=nowhere %s 2>&1 | FileCheck %s --check-prefix=FLOW
// RUN: not ambit-opt --ambit-pipeline-check-contract=stage=nowhere %s 2>&1 | FileCheck %s --check-prefix=CONTRACT

// FLOW: expected `stop-after` to be one of {{.*}}emit, but got `nowhere`
// CONTRACT: expected the name of a stage ({{.*}}emit), but got `nowhere`
module {
}
