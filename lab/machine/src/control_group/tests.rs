//! On directory trees that look like cgroupfs. What only a kernel does is proved by `tests/machine`.

use std::fs;
use std::path::PathBuf;

use super::*;

const ONE: &str = "\
31 23 0:28 / /cg rw,relatime - tmpfs tmpfs rw,mode=755
32 31 0:29 / /cg/cpu,cpuacct rw,relatime shared:9 - cgroup cgroup rw,cpu,cpuacct
34 31 0:31 / /cg/cpuset rw,relatime - cgroup cgroup rw,cpuset,clone_children
35 31 0:32 / /cg/my\\040memory rw,relatime - cgroup cgroup rw,memory
39 31 0:36 / /cg/pids rw,relatime - cgroup cgroup rw,pids
39 31 0:36 / /again/pids rw,relatime - cgroup cgroup rw,pids
40 31 0:37 / /cg/systemd rw,relatime - cgroup cgroup rw,xattr,release_agent=/usr/lib/agent,name=systemd
41 31 0:38 / /cg/unified rw,relatime - cgroup2 cgroup2 rw,nsdelegate
";

const TWO: &str = "\
22 27 0:21 / /proc rw,relatime - proc proc rw
31 23 0:28 / /cg rw,nosuid shared:4 - cgroup2 cgroup2 rw,nsdelegate,memory_recursiveprot
";

struct Tree {
    root: tempfile::TempDir,
    groups: ControlGroups,
}

impl Tree {
    fn new(mount_info: &str, files: &[(&str, &str)]) -> Self {
        let root = tempfile::tempdir().unwrap();
        for (path, contents) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, contents).unwrap();
        }
        let groups = ControlGroups::below(root.path(), mount_info).unwrap();
        for hierarchy in &groups.hierarchies {
            fs::create_dir_all(&hierarchy.directory).unwrap();
        }
        Self { root, groups }
    }

    fn one() -> Self {
        Self::new(ONE, &[("cg/cpuset/cpuset.cpus", "0-1\n"), ("cg/cpuset/cpuset.mems", "0\n")])
    }

    /// A kernel shows the controllers below a group that are enabled for it; here they are shown before.
    fn two(controllers: &str) -> Self {
        let files = ["cg", "cg/lab", "cg/lab/w1"].map(|group| format!("{group}/cgroup.controllers"));
        Self::new(TWO, &files.each_ref().map(|file| (file.as_str(), controllers)))
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root.path().join(path)).unwrap()
    }

    fn write(&self, path: &str, contents: &str) {
        let path: PathBuf = self.root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, contents).unwrap();
    }
}

const LIMITS: Limits = Limits { memory_bytes: Some(1 << 30), millicpu: Some(1500) };

#[test]
fn every_hierarchy_counts_once_and_a_hybrid_host_is_one_of_version_one() {
    let tree = Tree::one();
    let directories = tree.groups.hierarchies.iter().map(|hierarchy| &hierarchy.directory);
    let directories: Vec<_> = directories.map(|path| path.strip_prefix(tree.root.path()).unwrap()).collect();
    assert_eq!(
        directories,
        ["cg/cpu,cpuacct", "cg/cpuset", "cg/my memory", "cg/pids", "cg/systemd", "cg/unified"].map(Path::new)
    );
    assert_eq!(tree.groups.version(), Version::One);
    tree.groups.check().unwrap();
}

#[test]
fn in_version_one_a_group_is_in_every_hierarchy_with_processors_and_limits() {
    let tree = Tree::one();
    // A hybrid host's second version has no controllers.
    for group in ["", "lab/", "lab/w1/"] {
        tree.write(&format!("cg/unified/{group}cgroup.controllers"), "");
    }
    tree.groups.create("/lab/w1", Some(LIMITS)).unwrap();
    tree.groups.create_leaf("/lab/w1/system").unwrap();
    for directory in ["cg/pids", "cg/systemd", "cg/unified"] {
        assert!(tree.root.path().join(directory).join("lab/w1/system").is_dir());
    }
    for group in ["lab", "lab/w1", "lab/w1/system"] {
        assert_eq!(tree.read(&format!("cg/cpuset/{group}/cpuset.cpus")), "0-1");
        assert_eq!(tree.read(&format!("cg/cpuset/{group}/cpuset.mems")), "0");
    }
    assert_eq!(tree.read("cg/my memory/lab/w1/memory.limit_in_bytes"), "1073741824");
    assert_eq!(tree.read("cg/cpu,cpuacct/lab/w1/cpu.cfs_quota_us"), "150000");
    assert_eq!(tree.read("cg/cpu,cpuacct/lab/w1/cpu.cfs_period_us"), "100000");
}

#[test]
fn in_version_two_controllers_are_enabled_down_to_the_group_and_not_in_the_leaf() {
    let tree = Tree::two("cpuset cpu io memory pids");
    tree.groups.check().unwrap();
    assert_eq!(tree.groups.version(), Version::Two);
    tree.groups.create("/lab/w1", Some(LIMITS)).unwrap();
    tree.groups.create_leaf("/lab/w1/system").unwrap();
    for group in ["cg", "cg/lab", "cg/lab/w1"] {
        assert_eq!(tree.read(&format!("{group}/cgroup.subtree_control")), "+pids", "the last of them");
    }
    assert_eq!(fs::read_dir(tree.root.path().join("cg/lab/w1/system")).unwrap().count(), 0);
    assert_eq!(tree.read("cg/lab/w1/memory.max"), "1073741824");
    assert_eq!(tree.read("cg/lab/w1/cpu.max"), "150000 100000");
}

#[test]
fn a_controller_that_lacks_is_named_with_the_way_out() {
    let error = Tree::two("cpuset cpu io pids").groups.check().unwrap_err();
    assert_eq!(error.to_string(), "the control group controller `memory` is missing");
    assert!(error.hint().unwrap().contains("`cgroup_enable=memory`"));
    let error = Tree::new(&ONE.replace("pids", "hugetlb"), &[]).groups.check().unwrap_err();
    assert!(error.hint().unwrap().contains("mount -t cgroup -o pids"), "{error}");
    let error = ControlGroups::below(Path::new("/"), "22 27 0:21 / /proc rw - proc proc rw").unwrap_err();
    assert_eq!(error.to_string(), "no control groups are mounted");
}

#[test]
fn processes_of_groups_below_are_found_in_every_hierarchy() {
    let tree = Tree::one();
    tree.write("cg/pids/lab/cgroup.procs", "");
    tree.write("cg/pids/lab/w1/system/cgroup.procs", "10\n11\n");
    tree.write("cg/my memory/lab/w1/kubepods/pod1/cgroup.procs", "0\n12\n");
    tree.write("cg/my memory/other/cgroup.procs", "13\n");
    assert_eq!(tree.groups.processes("/lab").unwrap().into_iter().collect::<Vec<_>>(), [10, 11, 12]);
    assert_eq!(tree.groups.processes("/none").unwrap().len(), 0);
}

#[test]
fn memory_is_what_cannot_be_had_back() {
    let tree = Tree::one();
    tree.write(
        "cg/my memory/lab/memory.stat",
        "rss 1\ncache 5000\ntotal_cache 9000\ntotal_rss 4096\ntotal_shmem 100\n",
    );
    assert_eq!(tree.groups.memory_bytes("/lab").unwrap(), 4196);
    let tree = Tree::two("memory");
    tree.write("cg/lab/memory.stat", "anon 4096\nfile 9000\nkernel 700\nkernel_stack 16\npagetables 8\nshmem 4\nslab_reclaimable 500\nslab_unreclaimable 2\n");
    assert_eq!(tree.groups.memory_bytes("/lab").unwrap(), 4126);
    assert_eq!(tree.groups.memory_bytes("/none").unwrap(), 0);
}

#[tokio::test]
async fn a_group_is_removed_with_all_below_and_nothing_beside() {
    let tree = Tree::one();
    for group in ["lab/w1/system", "lab/w1/kubepods/pod1", "lab/w2", "lab2"] {
        fs::create_dir_all(tree.root.path().join("cg/pids").join(group)).unwrap();
    }
    tree.groups.remove("/lab").await.unwrap();
    let left: Vec<_> = fs::read_dir(tree.root.path().join("cg/pids"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, ["lab2"]);
    tree.groups.remove("/lab").await.unwrap();
}
