use std::fs;
use std::sync::Mutex;
use std::time::Duration;

use super::*;

const PURE: &str = r#"
variable "word" {
  type    = string
  default = "none"
  validation {
    condition     = length(var.word) < 9
    error_message = "Too long."
  }
}
variable "secret" {
  type      = string
  default   = ""
  sensitive = true
}
output "said" {
  value = { word = var.word, has_secret = nonsensitive(var.secret) != "" }
}
"#;

/// Never ends by itself.
const ENDLESS: &str = r#"
resource "terraform_data" "endless" {
  provisioner "local-exec" {
    command = "echo $$ > pid; echo begun; exec sleep 600"
  }
}
"#;

const WITH_PROVIDER: &str = r#"
terraform {
  required_providers {
    kubernetes = { source = "hashicorp/kubernetes" }
  }
}
"#;

struct Scene {
    directory: tempfile::TempDir,
    root: Root,
}

async fn scene(configuration: &str) -> Scene {
    let directory = tempfile::tempdir().unwrap();
    let root = directory.path().join("root");
    fs::create_dir(&root).unwrap();
    fs::write(root.join("main.tf"), configuration).unwrap();
    let places = Places {
        directory: root,
        data: directory.path().join("data"),
        state: directory.path().join("terraform.tfstate"),
    };
    Scene { root: Root::new(&Terraform::find().await.unwrap(), places), directory }
}

impl Scene {
    fn files(&self) -> Vec<String> {
        let files = fs::read_dir(self.root.directory()).unwrap();
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect()
    }
}

const QUIET: Hear<'static> = &|_| ();

fn never() -> CancellationToken {
    CancellationToken::new()
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn a_root_without_a_provider_is_evaluated_and_nothing_is_written_into_it() {
    let scene = scene(PURE).await;
    let root = scene.root.clone().with_variable("word", "given").with_secret("secret", "s3cret");
    assert!(!format!("{root:?}").contains("s3cret"));
    let heard = Mutex::new(Vec::new());
    let hear = |line: &str| heard.lock().unwrap().push(line.to_owned());
    root.init(&hear, &never()).await.unwrap();
    root.apply(&hear, &never()).await.unwrap();
    let said = root.output("said", &never()).await.unwrap();
    assert_eq!(said, serde_json::json!({ "word": "given", "has_secret": true }));
    assert_eq!(scene.files(), ["main.tf"]);
    assert!(heard.lock().unwrap().iter().any(|line| line.starts_with("Apply complete!")));
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn a_plan_says_whether_anything_would_change_and_is_applied_as_it_was_shown() {
    let scene = scene(PURE).await;
    let file = scene.directory.path().join("plan");
    let root = scene.root.clone().with_variable("word", "given");
    root.init(QUIET, &never()).await.unwrap();
    assert_eq!(root.plan(&file, QUIET, &never()).await.unwrap(), Planned::Changes);
    assert!(root.show(&file, &never()).await.unwrap().contains("\"given\""));
    root.apply_plan(&file, QUIET, &never()).await.unwrap();
    assert_eq!(root.plan(&file, QUIET, &never()).await.unwrap(), Planned::NoChanges);
    root.destroy(QUIET, &never()).await.unwrap();
    let error = root.output("said", &never()).await.unwrap_err();
    assert!(error.to_string().contains("Output \"said\" not found"), "{error}");
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn a_mistake_is_named_with_its_place() {
    let scene = scene(PURE).await;
    let root = scene.root.clone().with_variable("word", "longer than allowed");
    root.init(QUIET, &never()).await.unwrap();
    let error = root.apply(QUIET, &never()).await.unwrap_err().to_string();
    assert!(error.ends_with("Invalid value for variable (main.tf line 2): Too long"), "{error}");
    fs::write(scene.root.directory().join("main.tf"), "output {").unwrap();
    let error = scene.root.init(QUIET, &never()).await.unwrap_err();
    assert!(error.to_string().contains("main.tf line 1"), "{error}");
    assert!(!error.details().is_empty());
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn a_provider_that_no_mirror_has_is_known_at_once() {
    let scene = scene(WITH_PROVIDER).await;
    let (mirror, configuration) = (scene.directory.path().join("mirror"), scene.directory.path().join("rc"));
    fs::create_dir(&mirror).unwrap();
    let text = format!("provider_installation {{ filesystem_mirror {{ path = {mirror:?} }} }}\n");
    fs::write(&configuration, text).unwrap();
    let root = scene.root.clone().with_environment("TF_CLI_CONFIG_FILE", &configuration);
    match root.init(QUIET, &never()).await.unwrap_err() {
        TerraformError::ProviderUnavailable { provider, .. } => assert_eq!(provider, "hashicorp/kubernetes"),
        error => panic!("{error}"),
    }
}

#[tokio::test]
#[ignore = "needs terraform"]
async fn who_cancels_has_terraform_stopped_with_all_that_it_started() {
    let scene = scene(ENDLESS).await;
    scene.root.init(QUIET, &never()).await.unwrap();
    let cancelled = CancellationToken::new();
    let began = |line: &str| {
        if line.ends_with("begun") {
            cancelled.cancel();
        }
    };
    let run = scene.root.apply(&began, &cancelled);
    let error = tokio::time::timeout(Duration::from_mins(1), run).await.unwrap().unwrap_err();
    assert!(matches!(error, TerraformError::Cancelled), "{error}");
    let process = fs::read_to_string(scene.root.directory().join("pid")).unwrap();
    // Of a process that has ended and that nobody has asked about, no command line is left.
    let runs = || fs::read(format!("/proc/{}/cmdline", process.trim())).is_ok_and(|line| !line.is_empty());
    while runs() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}
